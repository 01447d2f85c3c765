"""The program as a process of its own: how long it takes to start, how much memory it holds, what it takes on disk."""

import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]

_APP = """
import os
from pathlib import Path
from kalem.app import Settings
from kalem.cli.faces import application
application(Settings(os.environ["KALEM_DATABASE_URL"], Path(os.environ["KALEM_DATA"]), "bench"))
"""


def kalem(arguments: Iterable[str], environment: Mapping[str, str]) -> None:
    """Run a command of the program; ``CalledProcessError`` when it fails."""
    subprocess.run(_kalem(arguments), env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)


def _kalem(arguments: Iterable[str]) -> list[str]:
    return [sys.executable, "-c", "from kalem.cli.main import main; main()", *arguments]


@contextmanager
def compiled(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the environment of an installed program, whose modules are compiled: a checkout may forbid keeping them."""
    with tempfile.TemporaryDirectory() as folder:
        yield {**environment, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}


@dataclass(frozen=True)
class Taken:
    """Seconds of the clock and of the processor."""

    wall: float
    cpu: float


def start_of_app(environment: Mapping[str, str]) -> Taken:
    """Return what a process takes that does nothing but make the application, imports included."""
    return _timed([sys.executable, "-c", _APP], environment)


def start_of_command(environment: Mapping[str, str]) -> Taken:
    """Return what ``kalem plugins`` takes: a command that puts the office together and prints a few lines."""
    return _timed(_kalem(["plugins"]), environment)


def _timed(command: list[str], environment: Mapping[str, str]) -> Taken:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    ended, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(ended - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def memory(environment: Mapping[str, str], cookie: str, paths: Iterable[str]) -> float:
    """Return the megabytes that ``kalem run`` holds after it has answered ``paths`` to whom ``cookie`` signs in."""
    with _running(environment) as (process, port):
        for path in paths:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", quote(path, safe="/?=&+"), headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            assert answer.status == 200, (path, answer.status)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024


@contextmanager
def _running(environment: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = _kalem(["run", "--port", str(port)])
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield process, port
        finally:
            process.terminate()


def _await(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("kalem run does not answer")


def installation() -> tuple[float, float]:
    """Install into a new environment; return the seconds that pip took and the megabytes that the environment has."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(Path(folder, "bin", "python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        began = time.perf_counter()
        subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(ROOT)], check=True)
        seconds = time.perf_counter() - began
        used = subprocess.run(["du", "-sk", folder], check=True, capture_output=True, text=True).stdout
        return seconds, int(used.split()[0]) / 1024

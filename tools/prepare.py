"""Get what the tests need beyond pip's packages, or name it: a browser and PostgreSQL.

Exit status 1 when something cannot be had and ``WITHOUT`` does not waive it by name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tests.support import browser, databases, waived


def get_browser() -> str:
    """Return where a browser that starts was found or put; ``LookupError`` tells all that was tried."""
    tried: list[str] = []
    playwright = (sys.executable, "-m", "playwright", "install", "chromium")
    ways: list[tuple[str, Callable[[], None]]] = [
        ("the machine's own", lambda: None),
        ("Playwright's download", lambda: _run(playwright)),
    ]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.append(("Debian's package", _install_debian_package))
    for name, fetch in ways:
        try:
            fetch()
            return browser.try_start()
        except Exception as error:
            tried.append(f"{name}: {_first_line(error)}")
    raise LookupError("; ".join(tried))


def get_postgresql() -> str:
    """Return the version of a PostgreSQL server that started and answered."""
    with databases.postgresql_server() as server:
        return server.version()


def _install_debian_package() -> None:
    _run(("apt-get", "update", "-q"))
    _run(("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"))


def _run(command: tuple[str, ...]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines() or ["no word"]
        telling = next((line for line in lines if "error" in line.lower()), lines[-1])
        raise LookupError(f"{command[0]} ended with {done.returncode}: {telling.strip()}")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def main() -> int:
    """Say for each need what serves it, what is waived, or what is missing and how to go on."""
    try:
        without = waived()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    missing = []
    for need, get in (("browser", get_browser), ("postgresql", get_postgresql)):
        if need in without:
            print(f"{need}: WAIVED by WITHOUT; the tests that use it are left out", flush=True)
            continue
        try:
            print(f"{need}: {get()}", flush=True)
        except Exception as error:
            missing.append(need)
            print(f"{need}: CANNOT BE GOT ({_first_line(error)})", flush=True)
    if missing:
        print(f"To run without: make … WITHOUT={','.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

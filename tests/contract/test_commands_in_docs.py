"""What the documents tell an administrator to type is typed: each block of commands, in the document's order.

``<!-- by hand -->`` above a block says that it needs another machine: root, systemd, a database server of one's own.
Its commands of ``kalem`` are held against the program all the same.
"""

import configparser
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click
import pytest
from tests.cli.conftest import PASSWORD
from tools.snippets import ROOT

from kalem.cli.main import main

DOCUMENTS = ("administrator.md", "commands.md", "operation.md")

BLOCK = re.compile(r"(?P<hand><!-- by hand -->\n)?```(?P<language>[a-z]*)\n(?P<text>.*?)```", re.DOTALL)

#: What goes on until it is stopped.
SERVERS = ("kalem run", "kalem work", "gunicorn ")

#: Answers to the questions of ``kalem new``: the name, and what is proposed.
ANSWERS = "Örnek Belediyesi\n" + "\n" * 8


def blocks(document: str, language: str) -> list[tuple[bool, str]]:
    """The blocks of a language: whether they are for the hand, and their text."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return [(bool(found["hand"]), found["text"]) for found in BLOCK.finditer(text) if found["language"] == language]


def lines(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.partition(" #")[0].strip())]


class Shell:
    """A folder in which commands are typed one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keep = {name: value for name, value in os.environ.items() if not name.startswith("KALEM_")}
        path = os.pathsep.join([str(Path(sys.prefix) / "bin"), keep.get("PATH", "")])
        self.names = {**keep, "PATH": path, "KALEM_DATA": str(folder / "kalem-data"), "KALEM_PASSWORD": PASSWORD}

    def type(self, line: str) -> None:
        line = line.replace("/backup/", f"{self.folder}/backup/").replace("/var/lib/kalem", f"{self.folder}/kalem-data")
        if line.startswith("export "):
            name, _equals, value = line.removeprefix("export ").partition("=")
            self.names[name] = value
        elif line.startswith(SERVERS):
            self.serve(line)
        else:
            done = subprocess.run(
                ["bash", "-euc", line],
                cwd=self.folder,
                env=self.names,
                input=ANSWERS if line.startswith("kalem new") else "",
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"

    def serve(self, line: str) -> None:
        """Start a service, wait until it does its work, and stop it."""
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = str(found.getsockname()[1])
        answers = not line.startswith("kalem work")
        line = line.replace("8000", port) if "8000" in line else f"{line} --port {port}" if answers else line
        with (self.folder / "log").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen(shlex.split(line), cwd=self.folder, env=self.names, stdout=log, stderr=log)
            try:
                wait(process, port) if answers else time.sleep(5)
                assert process.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            finally:
                process.terminate()
                process.wait(60)


def wait(process: "subprocess.Popen[bytes]", port: str) -> None:
    """Wait until ``/health`` answers that all is well."""
    end = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"no answer at port {port}")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_to_be_typed_can_be_typed(shell: Shell, document: str) -> None:
    if document == "operation.md":
        # Whoever keeps the machine is given the office's file.
        shell.type("kalem new belediye")
        shell.type("kalem apply --migrate --municipality belediye/ornek.toml")
    typed = [line for by_hand, text in blocks(document, "sh") if not by_hand for line in lines(text)]
    assert len(typed) >= 5
    for line in typed:
        shell.type(line)


@pytest.mark.parametrize("document", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_every_command_that_is_named_is_one_of_the_program(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    ini = [line.partition("=")[2] for _hand, each in blocks(document, "ini") for line in each.splitlines()]
    named = [line for _hand, each in blocks(document, "sh") for line in lines(each)] + ini
    named += re.findall(r"`(kalem [a-z][^`]*)`", text)
    for line in named:
        words = line.split()
        if words and Path(words[0]).name == "kalem":
            known(words[1:], line)


def known(words: list[str], line: str) -> None:
    """Hold the words of a command line against the program: its commands and their options."""
    command: click.Command = main
    context = click.Context(main)
    while words and isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        if found is None and not re.fullmatch(r"[a-z-]+", words[0]):
            return
        assert found is not None, line
        command, words = found, words[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words:
        if word.startswith("--") and len(word) > 2:
            assert word.partition("=")[0] in options | {"--help"}, line


def test_the_service_that_is_written_down_starts_the_program_as_it_may() -> None:
    ((_hand, text),) = blocks("operation.md", "ini")
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)

    assert {"Unit", "Service", "Install"} == set(unit.sections())
    service = unit["Service"]
    assert shlex.split(service["ExecStart"])[1:] == ["run", "--port", "8000", "--proxy", "127.0.0.1"]
    # Nobody but the service reads letters, and it writes nowhere else.
    assert service["UMask"] == "0077"
    assert service["ProtectSystem"] == "strict"
    document = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    assert f"KALEM_DATA={service['ReadWritePaths']}" in document
    assert f"`{service['EnvironmentFile']}`" in document


def test_the_proxy_that_is_written_down_says_what_the_program_needs() -> None:
    ((_hand, text),) = blocks("operation.md", "nginx")

    assert text.count("{") == text.count("}") == 2
    assert all(line.strip().endswith((";", "{", "}")) for line in text.splitlines())
    assert "proxy_pass http://127.0.0.1:8000;" in text
    for header in ("Host $host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto https"):
        assert f"proxy_set_header {header};" in text
    # One hop: what the browser sent of itself is not added to.
    assert "proxy_add_x_forwarded_for" not in text


def test_no_command_stands_outside_a_block_that_is_tried() -> None:
    for document in DOCUMENTS:
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        assert re.findall(r"^    (?:kalem|gunicorn|pip|systemctl) .*", text, re.MULTILINE) == []

"""``kalem run``: the office is served, under the file in force only."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.cli.conftest import Kalem


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def started(kalem: Kalem, *words: str) -> Iterator[subprocess.Popen[str]]:
    names = {"KALEM_MUNICIPALITY": str(kalem.file), "KALEM_DATA": str(kalem.folder), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from kalem.cli.main import main; main()", *words]
    with subprocess.Popen(command, env={**os.environ, **names}, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return line
    pytest.fail(f"ended without: {text}")


def test_the_pages_are_served_at_the_printed_address(kalem: Kalem) -> None:
    port = free_port()
    with started(kalem, "run", "--port", str(port)) as process:
        line = wait_for(process, "http://")
        assert f"http://127.0.0.1:{port}" in line
        assert "Karacabey Belediyesi" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            assert answer.status == 200
            assert "<!doctype html>" in answer.read(200).decode().lower()
    assert (kalem.folder / "secret").exists()


def test_a_file_that_is_not_applied_is_not_run(kalem: Kalem) -> None:
    kalem.edit(('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"'))
    output = kalem("run", code=1).output
    assert "sürümden (1) farklı" in output
    assert "`kalem plan`" in output
    assert "`kalem apply`" in output


def test_a_broken_file_is_not_run_either(kalem: Kalem) -> None:
    kalem.edit(('roles = ["mayor"]', 'roles = ["major"]'))
    assert "position.baskan.roles.0" in kalem("run", code=1).output


def test_a_database_without_an_applied_file(bare: Kalem) -> None:
    bare("migrate")
    assert "`kalem apply`" in bare("run", code=1).output


def test_a_port_that_is_taken(kalem: Kalem) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        output = kalem("run", "--port", str(listener.getsockname()[1]), code=1).output
    assert "dinlenemiyor" in output
    assert "--port" in output

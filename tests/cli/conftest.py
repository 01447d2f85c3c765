"""The program as an administrator runs it: in a folder, on a file, with an exit code."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.support.offices import CONFIG

from kalem import db
from kalem.app import Settings, office
from kalem.cli.main import main
from kalem.context import today
from kalem.organisation import User, load_actor
from kalem.records import types
from kalem.workflow import create

#: The first administrator of the offices that the tests run.
PASSWORD = "dogru-at-pil-zimba"


@dataclass(frozen=True)
class Kalem:
    """The program in a folder of its own."""

    folder: Path
    #: The municipality's file, a copy that a test may edit.
    file: Path
    #: Another engine's database; empty: the embedded one.
    database: str = ""

    def __call__(self, *words: str, file: Path | None = None, code: int = 0, input: str | None = None) -> Result:
        """Run a command and hold its exit code."""
        names = {"KALEM_MUNICIPALITY": str(file or self.file), "KALEM_DATA": str(self.folder)}
        if self.database:
            names["KALEM_DATABASE_URL"] = self.database
        result = CliRunner().invoke(main, list(words), env={**names, "KALEM_PASSWORD": PASSWORD}, input=input)
        assert result.exit_code == code, result.output
        if code:
            assert "Traceback" not in result.output
            assert isinstance(result.exception, SystemExit | None)
        return result

    def edit(self, *pairs: tuple[str, str]) -> None:
        """Replace texts in the file; each must stand in it."""
        text = self.file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")


def install(folder: Path, name: str = "karacabey", database: str = "") -> Kalem:
    folder.mkdir(parents=True)
    file = folder / f"{name}.toml"
    shutil.copyfile(CONFIG / f"{name}.toml", file)
    return Kalem(folder / "data", file, database)


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of Karacabey's office as the program set it up: two users, one record."""
    kalem = install(tmp_path_factory.mktemp("cli") / "office")
    kalem("apply", "--migrate")
    kalem("admin", "create", "yonetici", "Ayşe Yönetir")
    kalem("user", "add", "memur", "Işıl Memur")
    kalem("appoint", "memur", "evrak_kayit")
    open_dossier(kalem, "memur")
    return kalem.file.parent


def open_dossier(kalem: Kalem, username: str) -> None:
    """Let a user open a dossier, which stays open; it is the office's first record."""
    app = office(Settings(f"sqlite:///{kalem.folder}/kalem.db", kalem.folder))
    with db.entered(app):
        actor = load_actor(User.get(User.username == username).id, today())
        create(
            types.get()["registry.dossier"], actor, {"subject": "Davetler", "file_plan_code": "050.02", "year": 2026}
        )


@pytest.fixture
def bare(tmp_path: Path) -> Kalem:
    """Return the program where nothing was set up yet."""
    return install(tmp_path / "office")


@pytest.fixture
def kalem(set_up: Path, tmp_path: Path) -> Kalem:
    """Return the program over an office of its own: an administrator, a registrar, and the dossier that he opened."""
    shutil.copytree(set_up, tmp_path / "office")
    return Kalem(tmp_path / "office" / "data", tmp_path / "office" / "karacabey.toml")

"""The Turkish dictionary that leads inflected words back to their root."""

from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from simplemma.strategies import DefaultStrategy

LANGUAGE = "tr"

_FILE = f"{LANGUAGE}.dic"


def prepare(folder: Path | None = None) -> Path:
    """Make the dictionary's file below ``folder`` (default: the user's cache) unless it is there.

    It takes some seconds and 300 MB once, so a command does it before the office is opened; opening the file then
    takes milliseconds and 15 MB. Returns the folder of the file.
    """
    home = (folder or user_cache_path("kalem")) / f"simplemma-{version('simplemma')}"
    if not (home / _FILE).exists():
        from simplemma.strategies.dictionaries import TrieDictionaryFactory

        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home) as fresh:
            TrieDictionaryFactory(disk_cache_dir=fresh).get_dictionary(LANGUAGE)
            Path(fresh, _FILE).replace(home / _FILE)
    return home


def lemmas(folder: Path | None = None) -> "DefaultStrategy":
    """Return the dictionary; where ``folder`` cannot be written it lives in memory alone."""
    # It makes the rules of all its languages when it is imported, a twentieth of a start: with the first word then.
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries import TrieDictionaryFactory

    try:
        factory = TrieDictionaryFactory(disk_cache_dir=str(prepare(folder)))
    except OSError:
        factory = TrieDictionaryFactory(use_disk_cache=False)
    return DefaultStrategy(dictionary_factory=factory)

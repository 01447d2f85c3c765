"""The Turkish dictionary that leads inflected words back to their root."""

from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path
from simplemma import __version__ as version
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

LANGUAGE = "tr"

_FILE = f"{LANGUAGE}.dic"


def prepare(folder: Path | None = None) -> Path:
    """Make the dictionary's file below ``folder`` (default: the user's cache) unless it is there.

    It takes some seconds and 300 MB once, so a command does it before the office is opened; opening the file then
    takes milliseconds and 15 MB. Returns the folder of the file.
    """
    home = (folder or user_cache_path("kalem")) / f"simplemma-{version}"
    if not (home / _FILE).exists():
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home) as fresh:
            TrieDictionaryFactory(disk_cache_dir=fresh).get_dictionary(LANGUAGE)
            Path(fresh, _FILE).replace(home / _FILE)
    return home


def lemmas(folder: Path | None = None) -> DefaultStrategy:
    """Return the dictionary; where ``folder`` cannot be written it lives in memory alone."""
    try:
        factory = TrieDictionaryFactory(disk_cache_dir=str(prepare(folder)))
    except OSError:
        factory = TrieDictionaryFactory(use_disk_cache=False)
    return DefaultStrategy(dictionary_factory=factory)

"""Plugins in packages of their own: built and installed by pip, with no index and no network."""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example_plugin"

PYPROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "kalem-{id}"
version = "0.3"

[project.entry-points."kalem.plugins"]
{id} = "kalem_{id}"

[tool.setuptools]
packages = ["kalem_{id}"]

[tool.setuptools.package-data]
kalem_{id} = ["migrations/*.py"]
"""


def install(workshop: Path, *sources: Path) -> Path:
    """Install the packages in ``sources`` below ``workshop`` and return the folder to put on ``sys.path``."""
    site = workshop / "site"
    copies = [workshop / "source" / source.name for source in sources]
    for source, copy in zip(sources, copies, strict=True):
        # pip builds inside the folder it is given; the source stays clean.
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    options = ["--no-build-isolation", "--no-deps", "--target", str(site), *map(str, copies)]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True, timeout=100)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return site


def package(folder: Path, plugin_id: str, modules: Mapping[str, str]) -> Path:
    """Write the source of a plugin's package below ``folder`` and return where; ``modules`` are its files by path."""
    source = folder / f"kalem-{plugin_id}"
    files = {f"kalem_{plugin_id}/{name}": text for name, text in modules.items()}
    for name, text in {"pyproject.toml": PYPROJECT.format(id=plugin_id), **files}.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return source


@contextmanager
def importable(site: Path, packages: Iterable[str]) -> Iterator[None]:
    """Let what pip put into ``site`` be installed during the block; forget its ``packages`` afterwards."""
    sys.path.insert(0, str(site))
    try:
        yield
    finally:
        sys.path.remove(str(site))
        for name in [name for name in sys.modules if name.partition(".")[0] in set(packages)]:
            del sys.modules[name]

"""Keep the examples in docs/ equal to the tested files that they are taken from: ``python -m tools.snippets``.

In the documentation a comment names the source of the code block that follows it::

    <!-- from: tests/example_plugin/kalem_ornek/schemas.py#settings -->

In the source ``# docs: settings`` begins the region; it ends at the next such mark, at ``# docs: end``, or with the
file. Without ``#name`` the whole file is meant. A source ``new:tests/office.toml`` is what ``kalem plugin new rehber``
writes.
"""

import re
import sys
from pathlib import Path

from kalem.cli.plugin import package_of

ROOT = Path(__file__).parents[1]

#: Id of the plugin that the documentation lets be written.
NEW = "rehber"

LANGUAGES = {".py": "python", ".toml": "toml", ".html": "html"}

_SNIPPET = re.compile(r"<!-- from: (?P<path>[^#\s]+)(?:#(?P<name>[\w-]+))? -->\n```[a-z]*\n(?P<code>.*?)```", re.DOTALL)
_MARK = re.compile(r"^# docs: (?P<name>[\w-]+)\n", re.MULTILINE)


def region(source: str, name: str | None) -> str:
    """Return the region ``name`` of ``source``, or all of it without its marks; `KeyError` when there is none."""
    if name is None:
        return _MARK.sub("", source).strip() + "\n"
    marks = list(_MARK.finditer(source))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark["name"] == name:
            return source[mark.end() : following.start() if following else None].strip() + "\n"
    raise KeyError(name)


def refreshed(text: str, root: Path = ROOT) -> str:
    """Return the documentation ``text`` with every example as its source has it now."""

    def taken(match: re.Match[str]) -> str:
        source = written(match["path"], root)
        name = f"#{match['name']}" if match["name"] else ""
        language = LANGUAGES[Path(match["path"]).suffix]
        return f"<!-- from: {match['path']}{name} -->\n```{language}\n{region(source, match['name'])}```"

    return _SNIPPET.sub(taken, text)


def written(path: str, root: Path) -> str:
    """Return what stands in a source."""
    if path.startswith("new:"):
        return package_of(NEW)[path.removeprefix("new:")]
    return (root / path).read_text(encoding="utf-8")


def unsourced(text: str) -> list[str]:
    """Return the first line of each block of code that names no source."""
    rest = _SNIPPET.sub("", text)
    return [match[1] for match in re.finditer(r"^```(?:python|toml|html)\n(.*)$", rest, re.MULTILINE)]


def main() -> int:
    """Bring every document in line."""
    for document in sorted((ROOT / "docs").glob("*.md")):
        text = document.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            document.write_text(new, encoding="utf-8")
            print(f"{document.relative_to(ROOT)}: brought in line")
    return 0


if __name__ == "__main__":
    sys.exit(main())

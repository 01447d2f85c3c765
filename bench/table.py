"""The table of results: one line a measure."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADINGS = ("measure", "user", "ours", "compared with", "ratio", "budget", "met")


@dataclass(frozen=True)
class Line:
    """One measure of one user."""

    measure: str
    user: str
    ours: str
    against: str
    ratio: str
    budget: str
    met: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The line's cells under :data:`HEADINGS`."""
        return (
            self.measure,
            self.user,
            self.ours,
            self.against,
            self.ratio,
            self.budget,
            "yes" if self.met else "**NO**",
        )


def drawn(lines: Sequence[Line]) -> str:
    """Return the table in Markdown, its columns one below the other."""
    rows = [HEADINGS, *(line.cells for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    ruled = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    return "".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |\n" for row in ruled
    )


def written(size: int, engine: str, version: str, lines: Sequence[Line], root: Path) -> str:
    """Return the file that keeps the last results: what was measured, of what, when, and the table."""
    missed = sum(not line.met for line in lines)
    said = f"{missed} of {len(lines)} budgets missed." if missed else f"All {len(lines)} budgets met."
    return "\n".join(
        [
            f"# {size:,} records, {engine}",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit(root)}, Python {platform.python_version()}, {version}, "
            f"{os.cpu_count()} cores. {said}",
            "",
            drawn(lines),
        ]
    )


def _commit(root: Path) -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (
        " with changes" if git("status", "--porcelain", "core", "plugins") else ""
    )


def told(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield the lines, and say on the way what is done: a run takes minutes."""
    for line in lines:
        print(f"  {line.measure}, {line.user}: {line.ratio}", file=sys.stderr, flush=True)
        yield line

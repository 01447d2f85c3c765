"""Problems of a municipality's file: collected while reading, told all at once."""

from __future__ import annotations

from dataclasses import dataclass

from kalem.config.lines import Lines, Path, dotted


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file, and what to do about it.

    ``line`` counts from 1; ``key`` is the dotted place (``unit.protokol.parent``), empty when the
    file as a whole is meant; ``message`` and ``cure`` are sentences for the administrator.
    """

    line: int
    key: str
    message: str
    cure: str
    #: Name of the file as the administrator gave it.
    file: str = ""

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line)) if part)
        return ": ".join(part for part in (place, self.key, f"{self.message}; {self.cure}") if part)


class BadFile(Exception):
    """A municipality's file cannot be used; ``problems`` holds every reason, in the order of lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        #: All problems of the file, never empty.
        self.problems = problems


class Findings:
    """Collects the problems of one file.

    After a syntax error lines of the file were skipped. What then seems missing may only be unread, so the
    problems that depend on it are dropped.
    """

    def __init__(self, file: str, lines: Lines) -> None:
        self.file = file
        self.lines = lines
        #: Some line was not read: a key that seems missing may stand there.
        self.partial = False
        #: A heading or a clause was not read: a name that seems unknown may be given there.
        self.nameless = False
        self._problems: set[Problem] = set()

    def add(self, path: Path, message: str, cure: str) -> None:
        """Notes a problem at the line of ``path`` (or of its nearest parent that is written)."""
        self.add_at(self.lines.of(path), path, message, cure)

    def add_at(self, line: int, path: Path, message: str, cure: str) -> None:
        """Notes a problem at a line that is known."""
        self._problems.add(Problem(line, dotted(path), message, cure, self.file))

    def add_absent(self, path: Path, message: str, cure: str) -> None:
        """Notes something that is missing; only holds when every line was read."""
        if not self.partial:
            self.add(path, message, cure)

    def add_unknown(self, path: Path, message: str, cure: str) -> None:
        """Notes a name that nothing has; only holds when every heading and clause was read."""
        if not self.nameless:
            self.add(path, message, cure)

    def stop(self) -> None:
        """Raises `BadFile` when anything was found."""
        if self._problems:
            raise BadFile(tuple(sorted(self._problems)))

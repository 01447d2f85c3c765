"""For tests of plugins and of the core: an office in a line, its people, a clock that can be set, the contract.

What a plugin's test does with records (`create`, `take` …) stands here too, so that it needs nothing else of the core.
"""

from kalem.records import types
from kalem.workflow import begin, correct, create, explain, load, offers, take

from .contracts import contract
from .office import Clock, TestOffice, build, opened
from .web import client

__all__ = [
    "Clock",
    "TestOffice",
    "begin",
    "build",
    "client",
    "contract",
    "correct",
    "create",
    "explain",
    "load",
    "offers",
    "opened",
    "take",
    "types",
]

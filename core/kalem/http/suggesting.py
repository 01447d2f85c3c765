"""What is suggested while a field is filled in, by the name that the field gives."""

from collections.abc import Callable

from kalem.registry import correspondents, fileplan

#: What suggests, and the permissions of which one is asked for; none: everybody may.
SOURCES: dict[str, tuple[Callable[[str], list[str]], tuple[str, ...]]] = {
    "correspondents": (correspondents.suggest, ("registry.register", "registry.draft", "registry.correct")),
    "file-plan": (fileplan.suggest, ()),
}

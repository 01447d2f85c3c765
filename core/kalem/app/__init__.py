"""One office's application: put together from its applied file and its plugins, or not started at all."""

from .applied import AppliedFile, FileChanged, applying, in_force, runs_newest, versions
from .apply import apply
from .changes import Change
from .duties import Duty, duties
from .factory import NotApplied, Settings, bare, dress, office
from .meaning import meaning
from .migrating import Migrated, migrate_all
from .plan import plan

__all__ = [
    "AppliedFile",
    "Change",
    "Duty",
    "FileChanged",
    "Migrated",
    "NotApplied",
    "Settings",
    "apply",
    "applying",
    "bare",
    "dress",
    "duties",
    "in_force",
    "meaning",
    "migrate_all",
    "office",
    "plan",
    "runs_newest",
    "versions",
]

"""What a view hands to a template: plain objects, nothing that could reach a database.

A view builds these from records, workflow and organisation; the templates know no other type. Texts arrive
translated and finished, dates and times as ``date`` and ``datetime`` (the filters of :mod:`kalem.web.components`
write them), addresses as ready URLs. Which template takes which object stands at each template's head.

Styles are the words of ``kalem.css``: ``""`` plain, ``"now"`` in hand, ``"soon"`` near or blocked, ``"late"`` past
or wrong, ``"done"`` finished, ``"note"`` for your information.

They are frozen, but for what stands in every row of a page: making a frozen one takes five times as long.
"""

from .administration import (
    Card,
    FileLine,
    FileVersion,
    LoadedItem,
    PersonView,
    PluginProblem,
)
from .forms import (
    Choice,
    Duplicate,
    Field,
    FieldKind,
    Form,
    Hints,
    KeptNotice,
    RecentItem,
    Section,
)
from .frame import (
    Account,
    Badge,
    Due,
    Empty,
    Fact,
    Link,
    MenuGroup,
    MenuItem,
    Page,
    SessionEnd,
    Shell,
    Style,
    Tab,
)
from .lists import (
    Cell,
    Column,
    DeskRow,
    Filters,
    Hit,
    Paper,
    Row,
    RowGroup,
    Table,
)
from .record import (
    AttachmentView,
    Chain,
    ChainItem,
    Change,
    LinkView,
    Panel,
    RecordView,
    TimelineItem,
)
from .referral import (
    Preview,
    ReferralLetter,
    ReferralTarget,
    ReferralView,
)
from .steps import (
    GroundKind,
    RefusalView,
    StepButton,
)

__all__ = [
    "Account",
    "AttachmentView",
    "Badge",
    "Card",
    "Cell",
    "Chain",
    "ChainItem",
    "Change",
    "Choice",
    "Column",
    "DeskRow",
    "Due",
    "Duplicate",
    "Empty",
    "Fact",
    "Field",
    "FieldKind",
    "FileLine",
    "FileVersion",
    "Filters",
    "Form",
    "GroundKind",
    "Hints",
    "Hit",
    "KeptNotice",
    "Link",
    "LinkView",
    "LoadedItem",
    "MenuGroup",
    "MenuItem",
    "Page",
    "Panel",
    "Paper",
    "PersonView",
    "PluginProblem",
    "Preview",
    "RecentItem",
    "RecordView",
    "ReferralLetter",
    "ReferralTarget",
    "ReferralView",
    "RefusalView",
    "Row",
    "RowGroup",
    "Section",
    "SessionEnd",
    "Shell",
    "StepButton",
    "Style",
    "Tab",
    "Table",
    "TimelineItem",
]

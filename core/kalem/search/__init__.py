"""Turkish full text over all records, written and current inside the caller's transaction.

Who may find a record stands in the index beside its words (``principals``): a search reads what the reader
may see and nothing else, however many records there are.
"""

from .analyser import Analyser, Word
from .dictionary import prepare
from .index import SearchIndex, create, current, schema_sql, slot

__all__ = ["Analyser", "SearchIndex", "Word", "create", "current", "prepare", "schema_sql", "slot"]

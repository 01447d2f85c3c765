"""What leaves the office as a file: the tables of lists, in the words of the pages, as XLSX and CSV."""

from .sheets import Column, Kind, Sheet, Value
from .words import LEDGER, Words

__all__ = ["LEDGER", "Column", "Kind", "Sheet", "Value", "Words"]

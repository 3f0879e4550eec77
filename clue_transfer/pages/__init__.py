"""A page a track for lawyers, in Chinese and in English, written from the tables and the rules."""

from clue_transfer.pages.clock_table import Clock
from clue_transfer.pages.language import Language, Untranslated
from clue_transfer.pages.writing import track_pages

__all__ = ["Clock", "Language", "Untranslated", "track_pages"]

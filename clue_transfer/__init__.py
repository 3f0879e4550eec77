"""The rules of clue transfer: what the law and the agreements say. Standard library only."""

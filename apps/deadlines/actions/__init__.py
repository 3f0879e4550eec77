"""What may be done with clocks: always several at once, under the lock of their matters."""

from apps.deadlines.actions.clocks import Clocks, Moved

__all__ = ["Clocks", "Moved"]

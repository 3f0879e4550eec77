"""What may be done with messages: write them in a step, deliver them after it, read them."""

from apps.notifications.actions.deliver import deliver, take_back
from apps.notifications.actions.read import mark_read, set_preferences
from apps.notifications.actions.tell import DELIVER, TOLD_BY_DEFAULT, Message, tell, told

__all__ = [
    "DELIVER",
    "TOLD_BY_DEFAULT",
    "Message",
    "deliver",
    "mark_read",
    "set_preferences",
    "take_back",
    "tell",
    "told",
]

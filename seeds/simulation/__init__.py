"""A province that plays itself: made-up people who work through the real actions."""

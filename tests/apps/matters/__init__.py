"""The spine's tables."""

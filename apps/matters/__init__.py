"""The spine of everything that has a status."""

"""Tables that people bring in: read safely, checked cell by cell."""

"""API of opinions and what goes with them."""

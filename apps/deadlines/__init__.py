"""The rules of time and the clocks that run under them."""

"""Stories over HTTP, as clients live them."""

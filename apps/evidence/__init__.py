"""Files handed in, with their hashes and who touched them."""

"""One settings module a way of running: development, test, production."""

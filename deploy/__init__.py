"""What starts, tests and checks the project; standard library only."""

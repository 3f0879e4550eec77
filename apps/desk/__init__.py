"""What a person at their desk asks for."""

"""Who works here: users, their memberships of departments, and their tokens."""

"""What the tree and the settings must hold."""

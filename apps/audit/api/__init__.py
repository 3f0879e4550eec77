"""How the app meets HTTP."""

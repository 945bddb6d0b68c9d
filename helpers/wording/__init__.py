"""How the course writes a number, checks a field, and says no."""

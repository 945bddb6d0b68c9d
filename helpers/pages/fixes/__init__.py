"""Page 05: the fixes."""

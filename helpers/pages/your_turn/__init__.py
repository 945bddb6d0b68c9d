"""Page 07: your turn."""

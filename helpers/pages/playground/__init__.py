"""Page 06: the playground."""

"""Page 03: the inputs."""

"""The course as a site of static files: `make site`."""

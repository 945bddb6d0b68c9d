"""What pyproject.toml cannot say; everything else stands there."""

from setuptools import Distribution, setup

# setuptools asks by this name, which it has not, whether an editable
# installation has data files, and would leave them out.
Distribution.has_data = Distribution.has_data_files

setup()

"""What pyproject.toml cannot say; everything else stands there."""

from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

# setuptools asks by this name, which it has not, whether an editable
# installation has data files, and would leave them out.
Distribution.has_data = Distribution.has_data_files


class BuildWithPages(build_py):
    """Lay the pages into the package; in a checkout they stand beside it."""

    def run(self) -> None:
        super().run()
        folder = Path(self.build_lib, "helpers", "notebooks")
        self.mkpath(str(folder))
        for page in sorted(Path("notebooks").glob("*.ipynb")):
            self.copy_file(str(page), str(folder / page.name))


setup(cmdclass={"build_py": BuildWithPages})

"""The course in the environments of other places, such as Colab's.

What a place has stands in `tests/places/*.txt`. Its environment is made once,
below `build/places`, and kept; the course is built and installed anew.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from glob import glob
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "tests" / "places"
BUILD = ROOT / "build" / "places"
PYTHONS = {"colab": "3.13", "kaggle": "3.12"}
OF_A_WHEEL = (
    "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE",
    "LICENSE-TEXT.md", "helpers", "notebooks",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An environment of a place, with the course in it.

    Attributes
    ----------
    python : Path
        Its program.
    before, after : dict of str to str
        The versions of its packages, without the course and with it.
    """

    python: Path
    before: dict[str, str]
    after: dict[str, str]


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout, without a network.

    Parameters
    ----------
    folder : Path
        An empty one, for the wheel and what it is made from.

    Returns
    -------
    Path
    """
    source = folder / "source"
    for name in OF_A_WHEEL:  # a copy: what was built here before stays out
        path = ROOT / name
        if path.is_dir():
            leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(path, source / name, ignore=leave)
        else:
            source.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, source)
    code = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"
    _run([sys.executable, "-c", code, folder], cwd=source)
    (wheel,) = folder.glob("*.whl")
    return wheel


@cache
def install(name: str, wheel: Path) -> Place:
    """Install the course in a place as anybody would: with pip, and no more.

    Parameters
    ----------
    name : str
        One of `PYTHONS`.
    wheel : Path

    Returns
    -------
    Place

    Raises
    ------
    RuntimeError
        If something cannot be installed, with what the program said.
    """
    pins = (PINS / f"{name}.txt").read_text("utf-8")
    folder, kept = BUILD / name, BUILD / f"{name}.json"
    python = program(folder)
    place = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if place.get("pins") != pins or not python.exists():
        make_environment(folder, PYTHONS[name])
        pip(python, "install", "-r", PINS / f"{name}.txt")
        place = {"pins": pins, "before": _packages(python)}
        kept.write_text(json.dumps(place), "utf-8")
    pip(python, "uninstall", "--yes", "accuracy-zero")
    pip(python, "install", wheel)
    after = _packages(python)
    return Place(python, place["before"], after)


def make_environment(folder: Path, python: str) -> None:
    """Make an environment with pip, of the first such Python that is found.

    Parameters
    ----------
    folder : Path
        Is emptied if there is one.
    python : str
        A version, such as "3.13", or a program.
    """
    shutil.rmtree(folder, ignore_errors=True)
    uv = [sys.executable, "-m", "uv", "venv", "--quiet", "--seed"]
    _run([*uv, "--python", python, folder])


def environment() -> dict[str, str]:
    """The variables for other Pythons: those that are found, our code not."""
    # pyenv keeps each version in a folder of its own.
    there = glob(str(Path.home() / ".pyenv" / "versions" / "*" / "bin"))
    path = os.pathsep.join([os.environ["PATH"], *there])
    ours = "PYTHONPATH", "VIRTUAL_ENV"
    return {k: v for k, v in os.environ.items() if k not in ours} | {
        "PATH": path
    }


def program(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _packages(python: Path) -> dict[str, str]:
    listed = json.loads(pip(python, "list", "--format=json"))
    return {package["name"]: package["version"] for package in listed}


def pip(python: Path, *what: str | Path) -> str:
    """Run pip, and return what it printed.

    Raises
    ------
    RuntimeError
        If it fails, with what it said.
    """
    command = python, "-m", "pip", "--disable-pip-version-check"
    return _run([*command, *what])


def _run(command: Sequence[str | Path], cwd: Path = ROOT) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        said = f"{done.stdout}{done.stderr}"[-3000:]
        raise RuntimeError(f"{' '.join(map(str, command))} said:\n{said}")
    return done.stdout

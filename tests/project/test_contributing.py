"""The recipes name files that are there, and few of them."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
# The most files that a recipe may ask for, tests and text apart.
MOST = {
    "slider": 2,
    "knob": 6,  # a training is written three times: loops, NumPy, Keras
    "probe": 2,
    "repair": 2,
    "page": 6,
    "optimizer": 4,
}


def recipes():
    text = GUIDE.partition("## Six recipes")[2].partition("\n## ")[0]
    found = re.findall(
        r"^\*\*An? ([\w]+)\*\*(.*?)(?=^\*\*|\Z)", text, re.M | re.S
    )
    return dict(found)


def files(text):
    """Every path that is named; a name alone stands in the folder before."""
    found, folder = [], Path()
    for name in re.findall(
        r"`([\w/]*\w\.(?:py|ipynb|j2|md|toml|py\.j2))`", text
    ):
        path = Path(name)
        folder = path.parent if len(path.parts) > 1 else folder
        here = ROOT / path.name
        found.append(path if here.is_file() else folder / path.name)
    return found


def test_every_file_that_is_named_exists():
    named = files(GUIDE)
    assert len(named) > 15
    for path in named:
        assert (ROOT / path).is_file(), path


def test_there_are_six_recipes():
    assert list(recipes()) == list(MOST)


@pytest.mark.parametrize("name", MOST)
def test_a_recipe_touches_few_files(name):
    touched = [
        path for path in files(recipes()[name]) if path.parts[0] == "helpers"
    ]
    assert 1 <= len(touched) <= MOST[name]


def test_the_commands_are_those_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", GUIDE, re.M)
    assert {"test", "lint", "notebooks"} <= set(named)
    for target in named:
        assert f"\n{target}:" in makefile, target


def test_the_citation_is_valid_and_of_this_version():
    checker = Path(sysconfig.get_path("scripts"), "check-jsonschema")
    citation = ROOT / "CITATION.cff"
    schema = "vendor.citation-file-format"
    done = subprocess.run(
        [checker, "--builtin-schema", schema, citation],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    cited = yaml.safe_load(citation.read_text("utf-8"))["version"]
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{cited}"' in project

"""The notebooks of the course, for the tests that read them."""

import ast
from functools import cache
from pathlib import Path

import nbformat

from helpers.exercises import REVEALS

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def room(page):
    """The folder of a page, in `helpers/pages` and `tests/pages`."""
    return page[3:].removeprefix("the_")


@cache
def read(page):
    return nbformat.read(FOLDER / f"{page}.ipynb", as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def predictions(notebook):
    """(question, options) of every `predict` call, in order."""
    return _asked(notebook, "predict")


def investigations(notebook):
    """(question, options) of every `investigate` call, in order."""
    return _asked(notebook, "investigate")


def questions(notebook):
    """Both, in order."""
    return _asked(notebook, "predict", "investigate")


def _asked(notebook, *names):
    calls = []
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in names
            ):
                question = ast.literal_eval(node.args[0])
                calls.append((question, list(REVEALS[question])))
    return calls

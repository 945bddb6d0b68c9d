import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import helpers
from helpers.wording.errors import WrongState, WrongType, WrongValue

HELPERS = Path(helpers.__path__[0])
CELLS = {
    "from helpers.experiment import Experiment\nExperiment(epochs=2.5)": (
        "TypeError: epochs must be a whole number from 1 to 100,000, not 2.5."
        " Try epochs=20."
    ),
    "from helpers.experiment import Experiment\nExperiment(epochs=0)": (
        "ValueError: epochs must be a whole number from 1 to 100,000, not 0."
        " Try epochs=20."
    ),
    'from helpers.checkup import checkup\ncheckup("model", 1, 2)': (
        "TypeError: model must be a Keras model, such as "
        "keras.Sequential([…]), not str."
    ),
}


@pytest.mark.parametrize("cell", CELLS, ids=["type", "value", "checkup"])
def test_a_notebook_shows_the_sentence_and_no_code(cell):
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell)]
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    error = notebook.cells[0].outputs[-1]
    assert error.output_type == "error"
    assert error.traceback == [CELLS[cell]]


def test_they_are_the_usual_errors():
    assert issubclass(WrongType, TypeError)
    assert issubclass(WrongValue, ValueError)
    assert issubclass(WrongState, RuntimeError)


# Signals that are caught within the checkup, a class's files and its kernels,
# and functions that make one of the errors.
INSIDE = {"OutOfTime", "CannotCopy", "_Other", "others[0]", "_Skip"}
INSIDE |= {"Refused", "OSError"}
MAKERS = {"_other_keys", "_not_numbers", "_text", "_stopped", "type(error)"}


def test_nothing_else_is_raised():
    raised = {
        ast.unparse(getattr(node.exc, "func", node.exc))
        for path in HELPERS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and node.exc is not None
    }
    errors = {"WrongState", "WrongType", "WrongValue"}
    assert raised == errors | INSIDE | MAKERS

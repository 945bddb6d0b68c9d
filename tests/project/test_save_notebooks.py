"""What `make notebooks` leaves in a page."""

from nbformat.v4 import new_code_cell, new_notebook, new_output
from save_notebooks import clean

from helpers.server import LIVE, VIEW


def live(**data):
    return new_output(
        "execute_result",
        {VIEW: {"model_id": "1"}} | data,
        metadata={LIVE: {"live": True}},
    )


def test_a_view_that_no_kernel_knows_is_left_out():
    question = live(**{"text/plain": "How many?"})
    printed = new_output("stream", name="stdout", text="1")
    cell = new_code_cell(outputs=[question, printed])
    clean(new_notebook(cells=[cell]))
    assert [set(o.get("data", ())) for o in cell.outputs] == [
        {"text/plain"},
        set(),
    ]
    assert question.metadata == {}

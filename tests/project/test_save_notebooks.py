"""What `make notebooks` leaves in a page, and what it adds."""

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output
from save_notebooks import STILL, WIDGET_VIEW, clean


def live(**data):
    return new_output(
        "execute_result", {WIDGET_VIEW: {"model_id": "1"}} | data
    )


def test_under_a_live_figure_stands_its_sentence_and_how_to_move_it():
    figure = live(**{"image/png": "", "text/plain": "dead: 0.\n(|x|, a*b)"})
    notebook = new_notebook(cells=[new_code_cell(outputs=[figure])])
    for _ in range(2):  # once is enough
        clean(notebook)
        nbformat.validate(notebook)
        (cell,) = notebook.cells
        picture, note = cell.outputs
        assert set(picture.data) == {"image/png", "text/plain"}
        assert note.data == {
            "text/markdown": f"dead: 0.  \n(|x|, a\\*b)\n\n{STILL}"
        }
        assert cell.metadata == {"tags": ["nbval-ignore-output"]}


def test_what_has_no_picture_gets_no_note():
    question = live(**{"text/plain": "How many?"})
    printed = new_output("stream", name="stdout", text="1")
    cell = new_code_cell(outputs=[question, printed])
    clean(new_notebook(cells=[cell]))
    assert [set(o.get("data", ())) for o in cell.outputs] == [
        {"text/plain"},
        set(),
    ]
    assert cell.metadata == {}

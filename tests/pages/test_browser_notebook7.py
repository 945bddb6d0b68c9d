"""The pages in Jupyter Notebook 7, for who prefers it to JupyterLab."""

from importlib.metadata import version

import pytest
from browser import NotebookPage
from every_day import each

# Page and live figure, one of its sliders.
FIGURES = {
    "01_the_question": ("sliders.question()", "hidden units"),
    "06_playground": ("sliders.playground()", "learning rate"),
}


@pytest.fixture
def notebook_page(browser, lab):
    notebook_page = NotebookPage(browser, lab)
    yield notebook_page
    notebook_page.close()


def test_it_is_notebook_7(notebook_page):
    assert version("notebook").startswith("7.")
    notebook_page.open("01_the_question.ipynb")
    name = notebook_page.page.evaluate("window.jupyterapp.name")
    assert name == "Jupyter Notebook"


@pytest.mark.parametrize("page", each(FIGURES, ["01_the_question"]))
def test_runs_and_follows_a_slider(notebook_page, page):
    notebook_page.open(f"{page}.ipynb")
    notebook_page.run_all()
    source, label = FIGURES[page]
    figure = notebook_page.figure(source)
    moves = [
        lambda: figure.press(label, "ArrowLeft", times=3),
        lambda: figure.drag(label, 0.3),
    ]
    for move in moves:
        readout, sentence = figure.readout(label), figure.sentence()
        picture = figure.source()
        move()
        figure.wait_for_change(picture)
        assert figure.readout(label) != readout
        assert figure.sentence() != sentence
    figure.slider(label).scroll_into_view_if_needed()
    notebook_page.screenshot(f"{page[:2]}_notebook7")
    assert notebook_page.error_outputs() == []
    # What Notebook says of its own files (a font, its own file browser).
    said = notebook_page.console_errors
    assert [error for error in said if "/static/notebook/" not in error] == []

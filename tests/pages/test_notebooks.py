"""What a committed notebook looks like. nbval checks that it runs."""

import re
import statistics
from html import escape
from pathlib import Path

import nbformat
import pytest
from notebook_files import (
    FOLDER,
    NOTEBOOKS,
    code_cells,
    predictions,
    read,
    room,
)

from helpers import sliders
from helpers.drawing.live import AGAIN
from helpers.server import VIEW

pytestmark = pytest.mark.parametrize("page", NOTEBOOKS)

MINUTES = {
    "twenty minutes": 20,
    "twenty-five minutes": 25,
    "half an hour": 30,
    "forty minutes": 40,
}
FOLDED = re.compile("<details>.*?</details>", re.DOTALL)
TASK = re.compile(r"\b(predict|investigate|self_test|check_\w+)\(")


def outputs(page):
    return [o for cell in code_cells(read(page)) for o in cell.outputs]


def test_is_small_and_valid(page):
    notebook = read(page)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert (FOLDER / f"{page}.ipynb").stat().st_size < 400_000


def test_has_a_kernel_and_no_widget_state(page):
    assert read(page).metadata.kernelspec.name == "python3"
    assert "widgets" not in read(page).metadata
    for output in outputs(page):
        assert VIEW not in output.get("data", {})


def test_is_saved_executed_from_top_to_bottom(page):
    counts = [cell.execution_count for cell in code_cells(read(page))]
    assert counts == list(range(1, len(counts) + 1))


def test_saved_outputs_hold_no_error_and_no_path(page):
    for output in outputs(page):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"
        text = str(output.get("text", "")) + str(
            output.get("data", {}).get("text/plain", "")
        )
        assert not re.search(
            r"(?<![\w.])/(home|root|tmp|Users)/|[A-Z]:\\", text
        )


def pictures(page):
    return [o for o in outputs(page) if "image/png" in o.get("data", {})]


def test_pictures_say_in_words_what_they_show(page):
    assert pictures(page)
    for picture in pictures(page):
        alt = picture.metadata["image/png"]["alt"]
        assert alt == picture.data["text/plain"]  # the sentence on the page
        assert 40 < len(alt) < 600
        assert re.search(r"\d", alt) and alt.rstrip(")").count(".") >= 1
        assert not re.search(r"\.(png|jpe?g|svg)\b|<\w+|figure|plot of", alt)


def test_saved_live_figures_say_what_they_say_today(page):
    source = " ".join(cell.source for cell in code_cells(read(page)))
    alts = [p.metadata["image/png"]["alt"] for p in pictures(page)]
    for name in re.findall(r"sliders\.(\w+)\(\)", source):
        kept, _ = getattr(sliders, name)()._repr_mimebundle_()
        assert kept["text/plain"] in alts


def test_a_live_figure_without_a_kernel_says_so_under_its_picture(page):
    for cell in code_cells(read(page)):
        if re.search(r"^(\w+ = )?sliders\.\w+\(", cell.source, re.M):
            figure, note = cell.outputs
            words = note.data["text/html"]
            assert AGAIN in words
            for line in figure.data["text/plain"].splitlines():
                assert escape(line) in words


def test_pictures_in_the_text_have_words_too(page):
    for cell in read(page).cells:
        if cell.cell_type == "markdown":
            assert not re.search(
                r"!\[.{0,40}\]\(|<img(?![^>]*alt=)", cell.source
            )


def test_asks_for_predictions_before_the_result(page):
    assert len(predictions(read(page))) >= 2


def test_takes_no_longer_than_it_promises(page):
    """At 180 words a minute, three cells a minute, and a minute a task."""
    notebook = read(page)
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    (promised,) = re.findall(rf"/{page}\.ipynb\).*\| (\d+) \|\n", readme)
    assert MINUTES[re.search(r"In (.+?) you will", texts[0])[1]] == int(
        promised
    )
    words = sum(len(FOLDED.sub("", text).split()) for text in texts)
    cells = [cell.source for cell in code_cells(notebook)]
    tasks = sum(map(bool, map(TASK.search, cells)))
    assert words / 180 + len(cells) / 3 + tasks <= int(promised)


def test_is_cut_into_small_steps(page):
    notebook = read(page)
    assert 20 <= len(notebook.cells) <= 40
    lines = [
        sum(bool(line.strip()) for line in cell.source.splitlines())
        for cell in code_cells(notebook)
    ]
    assert max(lines) <= 15
    assert statistics.median(lines) <= 3
    kinds = "".join(cell.cell_type[0] for cell in notebook.cells)
    assert "ccc" not in kinds
    for cell in notebook.cells:
        for line in cell.source.splitlines():
            assert len(line) <= 79 or "http" in line


def test_every_link_to_another_page_leads_somewhere(page):
    text = " ".join(cell.source for cell in read(page).cells)
    links = re.findall(r"\]\(([\w./]+\.ipynb)\)", text)
    assert links or page == NOTEBOOKS[0]
    for link in links:
        assert (FOLDER / link).is_file(), link


def test_no_sentence_is_mistaken_for_a_list(page):
    for cell in read(page).cells:
        if cell.cell_type == "markdown":
            first = re.search(r"^(\d+)\. ", cell.source, re.MULTILINE)
            assert first is None or first[1] == "1"


def test_is_tried_in_a_browser(page):
    browser_test = Path(__file__).parent / room(page) / "test_browser.py"
    module = browser_test.read_text("utf-8")
    assert f'PAGE = "{page}"' in module
    assert "from page_checks import *" in module

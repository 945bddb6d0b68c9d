"""The pages as HTML, for who reads without Python: `make html`."""

import base64
import logging
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from notebook_files import FOLDER, NOTEBOOKS, code_cells, questions, read

from helpers.exercises import REVEALS
from helpers.pages.shared.marking import Several

# What makes a browser fetch something, by tag; a link to click does not.
FETCHES = {"script": "src", "link": "href", "img": "src", "iframe": "src"}


@cache
def convert(page):
    """(the HTML of a page, what was logged while it was made)."""
    said = []
    log = logging.Logger("nbconvert", logging.WARNING)
    log.addFilter(lambda record: said.append(record.getMessage()))
    exporter = HTMLExporter(
        log=log,
        template_name="html",
        extra_template_basedirs=[str(Path(__file__).parents[2] / "tools")],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        html, _ = exporter.from_filename(str(FOLDER / f"{page}.ipynb"))
    return html, said


@cache
def parsed(page):
    return BeautifulSoup(convert(page)[0], "html.parser")


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_converts_without_a_warning(page):
    html, said = convert(page)
    assert said == []
    assert len(html) > 100_000


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_every_picture_is_there_with_its_words(page):
    saved = [
        (output.data["image/png"], output.metadata["image/png"]["alt"])
        for cell in code_cells(read(page))
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    shown = [
        (image["src"].partition("base64,")[2], image["alt"])
        for image in parsed(page).select("img")
    ]
    assert [(base64.b64decode(png), alt) for png, alt in shown] == [
        (base64.b64decode(png), alt) for png, alt in saved
    ]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_live_figures_and_predictions_read_without_a_kernel(page):
    cells = parsed(page).select(".jp-CodeCell")
    assert len(cells) == len(code_cells(read(page)))
    live = 0
    for cell in cells:
        source = cell.select_one(".jp-Cell-inputWrapper").get_text()
        if re.search(r"^(\w+ = )?sliders\.\w+\(", source, re.MULTILINE):
            live += 1
            assert len(cell.select("img")) == 1, source
            words = cell.select_one(".still-words").get_text()
            sentence = cell.select_one("img")["alt"].splitlines()[0]
            assert sentence in words and "JupyterLab" in words
    assert live >= 1
    text = parsed(page).get_text()
    for question, options in questions(read(page)):
        assert text.count(question) == 2  # in the code, and as its output
        mark = "☐" if isinstance(REVEALS[question], Several) else "○"
        for option in options:
            assert f"{mark} {option}" in text
    assert "widget" not in text.lower()


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_links_lead_to_the_other_pages_as_html(page):
    links = {a["href"] for a in parsed(page).select("a[href]")}
    others = {link for link in links if not link.startswith(("#", "http"))}
    assert others <= {f"{name}.html" for name in NOTEBOOKS}
    assert others or page == NOTEBOOKS[0]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_nothing_is_fetched_from_elsewhere(page):
    for tag, attribute in FETCHES.items():
        for element in parsed(page).select(f"{tag}[{attribute}]"):
            assert element[attribute].startswith("data:image/"), element
    assert "import(" not in convert(page)[0]
    assert "@import" not in convert(page)[0]


def test_all_pictures_are_seen_without_a_network(browser, tmp_path):
    context = browser.new_context(offline=True)
    asked, errors = [], []
    context.on("request", lambda request: asked.append(request.url))
    window = context.new_page()
    window.on("pageerror", lambda error: errors.append(str(error)))
    for page in NOTEBOOKS:
        path = tmp_path / f"{page}.html"
        path.write_text(convert(page)[0], encoding="utf-8")
        window.goto(path.as_uri())
        widths = window.evaluate(
            "[...document.images].map(image => image.naturalWidth)"
        )
        assert widths and min(widths) > 600
    context.close()
    assert errors == []
    assert [u for u in asked if not u.startswith(("file:", "data:"))] == []

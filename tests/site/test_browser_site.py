"""The site in a browser, from a plain web server, and with no network."""

import json
import os
import re
import time
import zipfile
import zlib
from pathlib import Path

import nbformat
import numpy as np
import page_checks
import pytest
from browser import SETTINGS, LitePage, serve_files
from bs4 import BeautifulSoup
from conftest import missing_browser
from notebook_files import NOTEBOOKS, code_cells, read
from website import __main__ as website
from website import pages, pyodide
from website.pyodide import Unreachable

from helpers.engine import train_many
from helpers.experiment import Experiment
from helpers.pages.question.exercise import FINGERPRINT_ANSWER as ANSWER

# An exercise of each page: what is to be filled in, and how it is answered.
EXERCISES = {
    "01_the_question": ("my_answer = None", f"my_answer = {ANSWER}"),
    "03_the_inputs": ("my_rate = None", "my_rate = 0.013"),
    "04_the_final_relu": ("my_answer = None", "my_answer = 50"),
    "06_playground": ("my_share = None", "my_share = 0.9"),
}
pytestmark = pytest.mark.skipif(
    "SITE" not in os.environ, reason="Takes some minutes: make test-site"
)
# The tests of a page stay together; pages are tested side by side.
BESIDE = [
    pytest.param(name, marks=pytest.mark.xdist_group(name))
    for name in EXERCISES
]
LIBRARY = "/lib/python3.14"
PACKAGES = f"{LIBRARY}/site-packages"
# Laid out by Pyodide itself, or brought by the kernel that tools.txt names.
OF_THE_KERNEL = re.compile(
    r"\.dist-info/|/(ipykernel|piplite|pyodide_kernel)/"
)
OUTCOMES = """
from helpers.engine import train_many
from helpers.experiment import Experiment
print(*[run.outcome for run in train_many(
    Experiment(**setting) for setting in {settings})])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site in a folder, served."""
    folder = tmp_path_factory.mktemp("site")
    try:
        website.main("owner/name", folder)
    except Unreachable as error:
        missing_browser(str(error))
    # As in the other tests: cells out of view stay on the page.
    settings = folder / "run" / "jupyter-lite.json"
    lite = json.loads(settings.read_text("utf-8"))
    lite["jupyter-config-data"]["settingsOverrides"] |= SETTINGS
    settings.write_text(json.dumps(lite), "utf-8")
    with serve_files(folder) as served:
        yield served


@pytest.fixture(scope="module", params=BESIDE)
def page(browser, site, request):
    """A page in JupyterLite, at the first visit, after Run All."""
    page = LitePage(browser, site)
    began = time.monotonic()
    page.open(f"{request.param}.ipynb")
    opened = time.monotonic()
    page.run_all()
    page.seconds = opened - began, time.monotonic() - opened
    yield page
    page.close()


def laid_out(site):
    """Every file that Python has in a browser, by its path."""
    packed = site.root / "run" / "static" / "pyodide" / pyodide.FILES
    index, _, content = zlib.decompress(packed.read_bytes()).partition(b"\n")
    files, at = {}, 0
    for path, size in json.loads(index):
        files[path] = content[at : at + size]
        at += size
    assert at == len(content)
    return files


def test_python_in_a_browser_is_what_the_locks_name(site, tmp_path):
    """Byte for byte; besides there is bytecode only."""
    expected = {
        f"{PACKAGES}/{path.relative_to(website.ROOT).as_posix()}": path
        for path in (website.ROOT / "helpers").rglob("*.*")
        if path.is_file()
    }
    expected = {path: file.read_bytes() for path, file in expected.items()}
    pyodide.unpack_core(website.CACHE, tmp_path)
    archives = [(tmp_path / pyodide.LIBRARY, LIBRARY)]
    for wheel, sha256 in pyodide.wheels(website.CACHE):
        assert pyodide.sha256_of(wheel) == sha256
        archives.append((wheel, PACKAGES))
    for path, folder in archives:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                expected[f"{folder}/{name}"] = archive.read(name)
    kinds = set()
    for path, content in laid_out(site).items():
        if not OF_THE_KERNEL.search(path):
            kinds.add(Path(path).suffix)
            if not path.endswith(".pyc"):
                assert content == expected[path], path
    assert {".so", ".py", ".pyc", ".ttf"} <= kinds


def test_every_way_of_the_start_page_leads_somewhere(site):
    html = (site.root / "index.html").read_text("utf-8")
    start = BeautifulSoup(html, "html.parser")
    links = [a["href"] for a in start.select("li a")]
    assert len(links) == 4 * len(NOTEBOOKS)
    for name in NOTEBOOKS:
        assert pages.in_colab("owner/name", name) in links
        assert f"run/lab/index.html?path={name}.ipynb" in links
        assert (site.root / "run" / "files" / f"{name}.ipynb").is_file()
        for link in (f"read/{name}.html", f"download/{name}.ipynb"):
            assert link in links and (site.root / link).is_file()
    for element in start.select("[src]"):
        assert (site.root / element["src"]).is_file() and element["alt"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_to_read_leads_to_its_figures(site, name):
    html = (site.root / "read" / f"{name}.html").read_text("utf-8")
    buttons = BeautifulSoup(html, "html.parser").select("a.site-way-live")
    live = [
        cell.id for cell in code_cells(read(name))
        if any("still-words" in output.get("data", {}).get("text/html", "")
               for output in cell.outputs)
    ]  # fmt: skip
    address = f"../run/lab/index.html?path={name}.ipynb#cell="
    assert live
    assert [a["href"] for a in buttons] == [address + id for id in live]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_copies_keep_all_but_what_cannot_run_there(site, name):
    page = read(name)
    lite, colab = (
        nbformat.read(site.root / folder / f"{name}.ipynb", as_version=4)
        for folder in (Path("run", "files"), "colab")
    )
    nbformat.validate(lite)
    nbformat.validate(colab)
    for cell, copy in zip(page.cells, lite.cells, strict=True):
        if pages.needs_keras(cell):
            assert copy.cell_type == "markdown"
            assert cell.source in copy.source
            assert "Keras does not run in a browser." in copy.source
            for output in cell.outputs:
                text = output.get("text", "")
                assert text.rstrip("\n") in copy.source
        else:
            assert (cell.cell_type, cell.source) == (
                copy.cell_type,
                copy.source,
            )
    install, *others = colab.cells
    assert install.source.endswith("git+https://github.com/owner/name")
    assert [c.source for c in code_cells(page)] == [
        c.source for c in others if c.cell_type == "code"
    ]
    text = " ".join(c.source for c in others)
    assert not re.search(r"\]\(\w+\.ipynb\)", text)


def test_a_button_of_a_page_to_read_brings_to_the_live_figure(browser, site):
    page = LitePage(browser, site)
    page.page.goto(f"{site.url}/read/06_playground.html")
    button = page.page.locator("a.site-way-live")
    words, place = (
        each.bounding_box()
        for each in (page.page.locator(".still-words"), button)
    )
    assert words["y"] + words["height"] <= place["y"]
    assert words["x"] <= place["x"] < words["x"] + 100
    button.click()
    figure = page.page.locator(".jp-Notebook img.live-picture").last
    figure.wait_for(timeout=90_000)
    assert len(page.page.workers) == 1  # Python started once, and early
    assert page.foreign_requests == []
    page.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_figure_needs_one_import_alone(name):
    """The site shows it before it runs what stands above."""
    imported = False
    for cell in code_cells(read(name)):
        imported |= "from helpers import sliders" in cell.source
        if live := re.search(r"\bsliders\.\w+\((.*)\)", cell.source):
            assert imported and live[1] == "", cell.source


def test_run_all_leaves_no_error_and_asks_for_nothing_elsewhere(page, say):
    opening, running = page.seconds
    say(f"{page.name}: open after {opening:.0f} s, ran in {running:.0f} s")
    assert page.error_outputs() == []
    assert page.console_errors == []
    assert page.foreign_requests == []


MOVES = (
    lambda figure, label: figure.drag(label, 0.2),
    lambda figure, label: figure.press(label, "PageUp"),
    lambda figure, label: figure.drag(label, 0.5),
)


def test_every_slider_moves_picture_and_sentence(page):
    for figure in page.live_figures():
        labels = figure.controls()["slider"]
        if "step" in labels:  # of one update: the last one shows all
            figure.drag("step", 1)
        for label in labels:
            said, seen = figure.sentence(), [figure.pixels()]
            for move in MOVES:
                move(figure, label)
                assert figure.sentence() != said, label
                said = figure.sentence()
                seen.append(figure.pixels())
            # Two networks that are dead may have the same picture.
            assert any((one != seen[0]).any() for one in seen), label
    assert page.error_outputs() == []
    assert page.console_errors == []


def test_predictions_answer(page):
    page_checks.test_every_prediction_answers_the_choice_by_mouse_or_by_key(
        page, turn=0
    )


def test_the_exercise_answers(page):
    asked, answered = EXERCISES[page.name]
    said = page.answer(asked, answered)
    right = "Not yet" if page.name == "06_playground" else "Right"
    assert said.startswith(right), said
    assert page.error_outputs() == []


def test_outcomes_are_those_of_the_compiled_engine(page):
    """Of 50 random settings on each page."""
    rng = np.random.default_rng(sorted(EXERCISES).index(page.name))
    settings = [
        {
            "input_max": int(rng.choice([9, 99, 999, 9999])),
            "learning_rate": float(10 ** rng.uniform(-8, 0)),
            "hidden_units": int(rng.choice([1, 4, 12, 128])),
            "seed": int(rng.integers(1000)),
            "final_relu": bool(rng.integers(2)),
            "standardise_inputs": bool(rng.integers(2)),
            "standardise_targets": bool(rng.integers(2)),
            "optimizer": str(rng.choice(["sgd", "adam"])),
        }
        for _ in range(50)
    ]
    expected = [
        run.outcome
        for run in train_many(Experiment(**setting) for setting in settings)
    ]
    assert len(set(expected)) >= 3
    code = OUTCOMES.format(settings=settings)
    assert page.printed_by(code).split() == expected


def test_a_reload_runs_it_all_again(page):
    page.reload()
    page.run_all()
    assert page.live_figures()
    assert page.error_outputs() == []
    assert page.console_errors == []
    assert page.foreign_requests == []

"""Fixtures: a browser, a JupyterLab server, and a window of it."""

import os
import random
from pathlib import Path

import pytest
from browser import (
    BROWSER_ARGS,
    LabPage,
    find_browser,
    serve_notebooks,
)
from playwright.sync_api import sync_playwright

from helpers.pages.shared import memory

pytest.register_assert_rewrite("page_checks", "random_moves", "clumsy_learner")

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MISSING = "Not tested: "  # how a skip for a missing browser begins


# Acts by chance, and the pages on which they are enough for every day: the
# first, and the one with most controls. `make soak` has all pages.
BY_CHANCE = ("random_moves", "clumsy_learner")
DAILY_PAGES = "01_the_question", "06_playground"
# Files of a minute or more begin first, and then notebooks: what begins last
# is short, and no worker is left alone with it. Some of these wait, and some
# calculate.
LONGEST = (
    "checkup/test_bring.py",
    "pages/playground/test_browser.py",
    "pages/test_claims.py",
    "pages/question/test_browser.py",
    "checkup/test_programs.py",
    "pages/inputs/test_browser.py",
    "checkup/test_setups.py",
    "pages/fixes/test_browser.py",
    "classroom/test_warm.py",
    "pages/your_turn/test_browser.py",
    "checkup/test_kinds.py",
)


@pytest.hookimpl(tryfirst=True)  # before the marks are looked at
def pytest_collection_modifyitems(items):
    """Long files begin; random acts end: they leave a page in any state."""
    files = list(dict.fromkeys(item.path for item in items))
    first = [Path(__file__).parent / name for name in LONGEST]
    files.sort(
        key=lambda path: (
            (*first, path).index(path),
            path.suffix != ".ipynb",
        )
    )
    items.sort(
        key=lambda item: (
            files.index(item.path),
            "clumsy_learner" in item.name,  # which restarts the kernel
            "random_moves" in item.name,
        )
    )
    for item in items:
        page = getattr(getattr(item, "module", None), "PAGE", None)
        if (
            page
            and page not in DAILY_PAGES
            and any(name in item.name for name in BY_CHANCE)
            and "SOAK" not in os.environ
        ):
            item.add_marker(pytest.mark.weekly)


@pytest.fixture(autouse=True)
def same_chance_for_every_test():
    """Whatever ran before: Keras takes the seeds of new layers from here."""
    random.seed(0)
    memory.forget()


@pytest.fixture
def say(record_property):
    """Say what was measured, in the summary at the end of the run."""
    return lambda text: record_property("said", text)


def pytest_terminal_summary(terminalreporter):
    """What tests had to say; those in other processes cannot print it."""
    for report in terminalreporter.stats.get("skipped", []):
        sentence = report.longrepr[2].removeprefix("Skipped: ")
        if sentence.startswith(MISSING):  # from one place: pytest says it once
            report.longrepr = str(NOTEBOOKS.parent), None, sentence
    reports = [r for kind in terminalreporter.stats.values() for r in kind]
    for report in reports:
        if getattr(report, "when", "") == "call":
            for name, text in report.user_properties:
                if name == "said":
                    terminalreporter.section(report.nodeid, "-")
                    terminalreporter.write_line(text)


def missing_browser(sentence):
    """Skip, but fail in CI, where every browser is to be there."""
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(sentence)
    pytest.skip(f"{MISSING}{sentence}")


@pytest.fixture(scope="session")
def browser():
    """An installed browser, without a window on the screen."""
    program = find_browser()
    if program is None:
        missing_browser(
            "No Chrome, Chromium or Edge was found. Install one, or set "
            "BROWSER_PATH to its program, to test the pages in a browser."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(BROWSER_ARGS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with copies of the notebooks."""
    # A path like those of many people.
    folder = tmp_path_factory.mktemp("Übungen 课 1")
    with serve_notebooks(NOTEBOOKS, folder) as lab:
        yield lab


@pytest.fixture(scope="module")
def page(browser, lab, request):
    """The notebook that the module names as its PAGE, after Run All."""
    page = LabPage(browser, lab)
    page.open(f"{request.module.PAGE}.ipynb")
    page.run_all()
    yield page
    page.close()


@pytest.fixture
def lab_page(browser, lab):
    """A window of JupyterLab, closed after the test with its kernel."""
    lab_page = LabPage(browser, lab)
    yield lab_page
    lab_page.close()

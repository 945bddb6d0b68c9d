"""The site in a browser, from a plain web server, and with no network."""

import json
import time

import numpy as np
import page_checks
import pytest
from browser import SETTINGS, LitePage, serve_files
from conftest import missing_browser
from website import __main__ as website
from website.pyodide import Unreachable

from helpers.engine import train_many
from helpers.experiment import Experiment
from helpers.pages.question.exercise import FINGERPRINT_ANSWER as ANSWER

# An exercise of each page: what is to be filled in, and how it is answered.
EXERCISES = {
    "01_the_question": ("my_answer = None", f"my_answer = {ANSWER}"),
    "03_the_inputs": ("my_rate = None", "my_rate = 1 / (2 * mean_square)"),
    "04_the_final_relu": ("my_answer = None", "my_answer = 50"),
    "06_playground": ("my_share = None", "my_share = 0.9"),
}
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


@pytest.fixture(scope="module", params=EXERCISES)
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


def test_run_all_leaves_no_error_and_asks_for_nothing_elsewhere(page, say):
    opening, running = page.seconds
    say(f"{page.name}: open after {opening:.0f} s, ran in {running:.0f} s")
    assert page.error_outputs() == []
    assert page.console_errors == []
    assert page.foreign_requests == []


MOVES = (
    lambda figure, label: figure.drag(label, 0.2),
    lambda figure, label: figure.press(label, "PageUp"),
    lambda figure, label: figure.drag(label, 0.9),
)


def test_every_slider_moves_picture_and_sentence(page):
    for figure in page.live_figures():
        for label in figure.controls()["slider"]:
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
    page_checks.test_every_prediction_answers_the_choice_by_mouse_and_by_key(
        page
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

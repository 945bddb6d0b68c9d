"""How `make bench` counts and writes; nothing here asserts a time."""

import json
from pathlib import Path

import numpy as np
import pytest
from bench import measuring, obvious, report
from bench.__main__ import PICTURE
from PIL import Image

from helpers import sliders
from helpers.wording.numbers import number

README = Path(__file__).parents[2] / "README.md"


def test_functions_take_turns():
    calls = []
    functions = {name: name for name in "ab"}

    def measure(name):
        calls.append(name)
        return len(calls)

    values = measuring.side_by_side(functions, 3, measure)
    assert calls == list("ab" * 4)  # the first turn is not counted
    assert {n: list(v) for n, v in values.items()} == {
        "a": [3, 5, 7], "b": [4, 6, 8],
    }  # fmt: skip


def test_a_ratio_is_taken_within_each_turn():
    values = {"a": np.array([1.0, 2]), "b": np.array([10.0, 40])}
    first, second = measuring.rows(values, "times a")
    assert first.ratios is None
    np.testing.assert_array_equal(second.ratios, [10, 20])


def test_seconds_are_those_of_one_call():
    calls = []
    mean = measuring.seconds(lambda: calls.append(1))
    assert mean * len(calls) >= measuring.SHORTEST


@pytest.mark.parametrize("power", [0, 0.5, 1, 2])
def test_the_slope_of_a_power_is_its_exponent(power):
    sizes = np.array([1, 16, 256, 4096])
    fitted, error = measuring.slope(sizes, 3.0 * sizes**power)
    assert fitted == pytest.approx(power, abs=1e-9)
    assert error < 1e-6


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00123, "0.001"), (1.234, "1.23"), (45.67, "45.7"),
     (1516.7, "1,517"), (0, "0")],
)  # fmt: skip
def test_numbers_have_few_digits(value, text):
    assert report._digits(value) == text


def test_the_table_has_medians_and_quartiles_in_its_units():
    row = measuring.Row(
        "Keras", np.array([1.0, 2, 3]), "s", np.array([5.0, 6, 7]), "times"
    )
    text = report.text("One training", [row])
    assert "One training\n" in text
    assert "2,000 (1,500–2,500)" in text
    assert "6.00 (5.50–6.50)" in text
    assert "ms" in text and text.rstrip().endswith("times")


def test_the_picture_says_in_words_what_it_shows():
    times = np.array([0.1, 0.2, 0.3])
    rows = measuring.rows({"ours": times, "theirs": 7 * times}, "times ours")
    curves = {("runs", "engine"): ([1, 10], [0.1, 1.0])}
    steps = {"there": times, "back": times}
    budgets = {"a figure": steps}
    figure, words = report.picture(rows, curves, rows, budgets)
    figure.canvas.draw()
    assert "theirs: 7.00 times ours" in words
    shares = [bar.get_width() for bar in figure.axes[3].patches]
    np.testing.assert_allclose(shares, [50, 50])


def test_the_floor_draws_no_setting_twice():
    figure = obvious.prepared(sliders.question())
    control = figure.controls["hidden_units"]
    shown = []
    for units in (3, 4, 3):
        control.value = units
        shown.append((figure.image.widget.value, figure.text))
        figure._respond = None if len(shown) == 2 else figure._respond
    assert shown[2] == shown[0] != shown[1]


def test_the_readme_quotes_the_ratios_that_were_measured():
    ratios = json.loads(Image.open(PICTURE).text["Ratios"])

    def measured(section, row):
        (value,) = (
            value
            for title, rows in ratios.items()
            for name, value in rows.items()
            if section in title and row in name
        )
        return value

    keras = measured("repaired", "Keras")
    scikit_learn = measured("repaired", "scikit-learn")
    numpy = measured("repaired", "NumPy")
    interact = measured("slider move", "interact, Keras")
    interact_engine = measured("slider move", "interact, engine")
    floor = measured("The least", "live figure")
    memory = measured("Memory", "that and Keras")
    start = measured("Start", "that and Keras")
    quoted = (
        f"about {number(round(keras, -2))} times as long as the compiled "
        "engine",
        f"scikit-learn about {scikit_learn:.0f} times",
        f"and NumPy about {numpy:.0f} times",
        f"`interact` with Keras and a new figure about "
        f"{round(interact, -1):.0f} times "
        "as long as the live figure",
        f"`interact` with our own engine still {interact_engine:.1f} times",
        f"the live figure takes {floor:.1f} times that",
        f"needs {memory:.1f} times the memory",
        f"{start:.1f} times as long to start",
    )
    text = " ".join(README.read_text("utf-8").split())
    for claim in quoted:
        assert " ".join(claim.split()) in text, claim

"""Notebook 03's pictures, live figures and exercise."""

import math
import re
import time
from itertools import product
from unittest import mock

import numpy as np
import pytest

from helpers import maps, sliders
from helpers.exercises import check_one_step
from helpers.experiment import Experiment
from helpers.one_weight import OneWeight
from helpers.pages.inputs.exercise import X
from helpers.pages.inputs.picture import BOWL_TITLES, BowlPicture
from helpers.setting_line import from_line
from helpers.wording.numbers import number


@pytest.fixture(scope="module")
def bowl():
    return sliders.one_weight()


@pytest.fixture(scope="module")
def live_map():
    return sliders.trainability_map()


def shown(share):
    """The bowl picture for a share of the critical rate."""
    picture = BowlPicture()
    descent = OneWeight(120_300.17, share / 120_300.17)
    picture.show(descent)
    picture.figure.canvas.draw()
    return descent, *picture.panels


@pytest.mark.parametrize("share", [0.001, 0.2, 0.9, 0.999])
def test_the_steps_lie_on_the_bowl(share):
    descent, bowl, errors = shown(share)
    weights, losses = bowl.path.get_data()
    assert weights[0] == 0
    np.testing.assert_allclose(losses, descent.loss(weights))
    np.testing.assert_allclose(
        errors.errors.get_ydata(), np.abs(descent.path(20) - 2)
    )
    assert bowl.title.get_text() == BOWL_TITLES[descent.word][0]
    assert bowl.note.get_text() == ""


def test_a_step_that_leaves_the_picture_is_said():
    descent, bowl, _ = shown(1200)
    weight = number(descent.path(1)[1])
    assert bowl.note.get_text() == f"step 1 lands at w = {weight}"


@pytest.mark.parametrize("scale", [1, 10, 1e6])
def test_the_start_is_within_the_bowl_picture(scale):
    picture = BowlPicture()
    descent = OneWeight(scale, 0.1 / scale)
    picture.show(descent)
    assert descent.loss(0) < picture.panels[0].axes.get_ylim()[1]


def test_the_bowl_opens_on_the_question(bowl):
    assert bowl.text.startswith(
        "flying apart: each step multiplies the error by −2,405."
    )
    assert "critical rate 8.31·10⁻⁶" in bowl.text


@pytest.mark.parametrize("ends", list(product((5, 100_000), (1e-9, 1))))
def test_all_extremes_of_the_bowl_give_a_sentence(bowl, ends):
    bowl.set_controls(input_max=ends[0], learning_rate=ends[1])
    assert re.match(rf"({'|'.join(BOWL_TITLES)}): each step", bowl.text)


def test_the_sentence_follows_the_learning_rate(bowl):
    words = set()
    for rate in (1e-9, 1e-6, 6e-6, 0.01):
        bowl.set_controls(input_max=999, learning_rate=rate)
        words.add(bowl.text.split(":")[0])
    assert words == set(BOWL_TITLES)


def test_a_step_that_hardly_helps_says_how_little(bowl):
    bowl.set_controls(input_max=999, learning_rate=1e-9)
    share = 100 * 2 * 1e-9 * 120_300.17
    assert f"each step takes only {number(share, 2)} % off the error" in (
        bowl.text
    )


# The map


def test_the_map_opens_complete_with_the_question_marked(live_map):
    assert live_map.text.startswith("constant: the answer is −4,879")
    assert "% of the 4,096 networks on the map learned" in live_map.text


def test_hidden_units_train_a_new_map(live_map):
    before = live_map.image.widget.value
    live_map.set_controls(hidden_units=2)
    assert "is being trained" in live_map.text
    wait_for(lambda: "0 % of the 4,096 networks" in live_map.text)
    assert live_map.image.widget.value != before
    live_map.set_controls(hidden_units=128)
    wait_for(lambda: "16 % of the 4,096 networks" in live_map.text)


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not come in time"
        time.sleep(0.02)


def test_the_marker_is_what_is_trained(live_map):
    live_map.set_controls(input_max=30, learning_rate=1e-3)
    assert live_map.text.startswith("learned")
    assert "999 points, x up to 30, learning rate 0.001" in live_map.text


def test_the_line_below_the_map_is_of_the_network_that_is_marked(live_map):
    live_map.set_controls(input_max=30, learning_rate=1e-3)
    with mock.patch("helpers.drawing.live.display") as display:
        live_map._ipython_display_()
    words = display.call_args.args[0]["text/html"]
    line = live_map.setting_line
    assert f"<code>{line}</code>" in words
    marked = Experiment(
        input_max=30, learning_rate=1e-3, final_relu=False, inputs="spread"
    )
    assert from_line(line) == marked
    playground = sliders.playground()
    playground._paste(line)
    assert playground.experiment == marked


@pytest.mark.parametrize("ends", list(product((1, 10_000), (1e-9, 10))))
def test_all_extremes_of_the_map_give_a_sentence(live_map, ends):
    live_map.set_controls(input_max=ends[0], learning_rate=ends[1])
    assert re.match(rf"({'|'.join(maps.WORDS)}): ", live_map.text)


# The exercise

RIGHT = 1 / (2 * np.mean(X**2))


@pytest.mark.parametrize("answer", [RIGHT, 0.013, np.float32(RIGHT), [RIGHT]])
def test_the_right_rate_is_right(answer):
    answer = np.array(answer) if isinstance(answer, list) else answer
    assert check_one_step(answer).startswith("Right")
    assert OneWeight(np.mean(X**2), np.ravel(answer)[0]).path(1)[1] == (
        pytest.approx(2, abs=0.01)
    )


def test_each_misconception_gets_its_own_hint():
    wrong = [
        1 / np.mean(X**2),
        1 / (2 * np.mean(X) ** 2),
        1 / (2 * 10**2),
        1 / (2 * np.sum(X**2)),
        4.156e-6,
        2 * np.mean(X**2),
        np.mean(X**2),
        0.01,
    ]
    hints = [str(check_one_step(answer)) for answer in wrong]
    assert len(set(hints)) == len(wrong)
    for hint in hints:
        assert not hint.startswith(("Right", "Not yet"))
        assert f"{RIGHT:.3f}" not in hint and f"{RIGHT:.2g}" not in hint


@pytest.mark.parametrize(
    "nonsense",
    [None, "0.013", "", True, math.nan, math.inf, 0, -0.013, [RIGHT], 1j,
     np.array([RIGHT, 1]), {}, print],
)  # fmt: skip
def test_nonsense_is_not_right(nonsense):
    assert check_one_step(nonsense).startswith("Not yet")

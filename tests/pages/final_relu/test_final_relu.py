"""Notebook 04: its pictures, its live figure and its exercise."""

import math
import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from helpers import engine, keras_twin, plots, sliders
from helpers.exercises import check_by_hand
from helpers.experiment import QUESTION, Experiment
from helpers.pages.final_relu import picture as look
from helpers.pages.final_relu.exercise import _known_answers
from helpers.pages.final_relu.live import DRAWN, STARTS
from helpers.steps import chance_dead, first_answers, start_slope, start_slopes
from helpers.wording.numbers import number


def picture(hidden_units=128, slopes=None, mine=0.01):
    slopes = start_slopes(hidden_units, STARTS) if slopes is None else slopes
    picture = look.FinalReluPicture()
    picture.show(hidden_units, slopes, slopes[:DRAWN], mine)
    picture.figure.canvas.draw()
    return picture


def bars(artist):
    values, edges, _ = artist.get_data()
    return np.asarray(values), np.asarray(edges)


# The histogram


@pytest.mark.parametrize("hidden_units", [1, 2, 5, 12, 128, 512])
def test_every_start_is_in_the_histogram_on_its_own_side(hidden_units):
    slopes = start_slopes(hidden_units, STARTS)
    panel, _ = picture(hidden_units).panels
    dead, dead_edges = bars(panel.dead)
    alive, alive_edges = bars(panel.alive)
    assert dead.sum() == np.sum(slopes <= 0)
    assert alive.sum() == np.sum(slopes > 0)
    assert dead_edges[-1] == alive_edges[0] == 0


def test_a_slope_of_exactly_0_is_dead():
    panel, _ = picture(slopes=np.array([0.0, 0.0, 1e-9])).panels
    dead, _ = bars(panel.dead)
    alive, _ = bars(panel.alive)
    assert dead[-1] == dead.sum() == 2
    assert alive[0] == alive.sum() == 1


def test_bars_count_what_lies_between_their_edges():
    slopes = np.array([-0.31, -0.11, 0.12, 0.13, 0.31])
    panel, _ = picture(slopes=slopes).panels
    for artist in (panel.dead, panel.alive):
        for count, low, high in zip(
            bars(artist)[0],
            bars(artist)[1],
            bars(artist)[1][1:],
            strict=False,
        ):
            assert count == np.sum((slopes > low) & (slopes <= high))


def test_a_slope_beyond_the_picture_is_counted_at_its_edge():
    panel, _ = picture(slopes=np.array([-9.0, 0.1, 9.0]), mine=9.0).panels
    assert bars(panel.dead)[0][0] == 1
    assert bars(panel.alive)[0][-1] == 1
    assert panel.mine.get_xdata()[0] == panel.axes.get_xlim()[1]


def test_both_shares_are_written_and_are_100_percent():
    panel, _ = picture(1).panels
    dead, alive = (
        int(re.fullmatch(rf"(\d+) % {word}", text.get_text())[1])
        for text, word in (
            (panel.dead_share, "dead"),
            (panel.alive_share, "alive"),
        )
    )
    assert (dead, alive) == (74, 26)


def test_the_halves_differ_by_more_than_colour():
    panel, _ = picture().panels
    assert panel.dead.get_hatch() and not panel.alive.get_hatch()


@pytest.mark.parametrize("hidden_units", [1, 2, 3, 4, 64, 512])
def test_a_bar_that_is_cut_off_says_how_many_it_has(hidden_units):
    panel, _ = picture(hidden_units).panels
    highest = max(bars(panel.dead)[0].max(), bars(panel.alive)[0].max())
    at_0 = np.sum(start_slopes(hidden_units, STARTS) == 0)
    if highest > look.HIGHEST_BAR:
        assert panel.cut.get_text() == f"{number(at_0)} have c = 0 →"
    else:
        assert panel.cut.get_text() == ""
    # No other bar leaves the picture.
    assert bars(panel.alive)[0].max() <= look.HIGHEST_BAR
    assert bars(panel.dead)[0][:-1].max() <= look.HIGHEST_BAR


@pytest.mark.parametrize("hidden_units", [1, 2, 7, 12, 128, 512])
def test_nearly_all_slopes_are_within_the_picture(hidden_units):
    slopes = start_slopes(hidden_units, STARTS)
    reach = look.reach(hidden_units)
    assert np.mean(np.abs(slopes) < reach) > 0.997
    assert slopes.max() > reach / 4  # and they fill it
    assert slopes.std() == pytest.approx(
        np.sqrt(2 * hidden_units) / (1 + hidden_units), rel=0.1
    )


@pytest.mark.parametrize(
    ("hidden_units", "title"),
    [(1, look.MORE), (4, look.MORE), (12, look.HALF), (512, look.HALF)],
)
def test_the_title_says_the_finding(hidden_units, title):
    slopes, answers = picture(hidden_units).panels
    assert slopes.title.get_text() == title
    assert answers.title.get_text() == look.ANSWERS
    assert (chance_dead(hidden_units) > 0.51) == (title == look.MORE)


# The answers


def test_alive_starts_answer_c_times_x_and_dead_ones_0():
    few = start_slopes(128, STARTS)[:DRAWN]
    _, panel = picture().panels
    ends = np.array(panel.alive.get_segments())[:, 1]
    np.testing.assert_allclose(ends, [(999, 999 * c) for c in few if c > 0])
    dead = np.sum(few <= 0)
    assert 0 < dead < DRAWN
    assert panel.dead.get_xydata().tolist() == [[0, 0], [999, 0]]
    assert panel.count.get_text() == f"{dead} of these {DRAWN} lie on 0"
    assert panel.truth.get_xydata().tolist() == [[0, 0], [999, 1998]]


def test_no_dead_line_is_drawn_when_no_start_is_dead():
    _, panel = picture(slopes=np.array([0.1, 0.2])).panels
    assert len(panel.dead.get_xdata()) == 0
    assert panel.count.get_text() == "0 of these 2 lie on 0"


@pytest.mark.parametrize(("mine", "end"), [(0.05, 49.95), (-0.05, 0), (0, 0)])
def test_the_chosen_start_is_marked_in_both_panels(mine, end):
    slopes, answers = picture(mine=mine).panels
    assert slopes.mine.get_xdata()[0] == mine
    assert answers.mine.get_ydata()[-1] == pytest.approx(end)


@pytest.mark.parametrize("hidden_units", [1, 2, 4, 8, 32, 128, 512])
def test_no_text_is_cut_off_or_covers_another(hidden_units):
    for panel in picture(hidden_units).panels:
        edge = panel.axes.figure.bbox
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in (*panel.axes.texts, panel.title)
            if text.get_text().strip()
        ]
        assert len(boxes) >= 6
        for text, box in boxes:
            assert edge.x0 <= box.x0 and box.x1 <= edge.x1, text
            assert edge.y0 <= box.y0 and box.y1 <= edge.y1, text
        for (one, box), (other, place) in combinations(boxes, 2):
            assert not box.overlaps(place), (one, other)


# The first updates


@pytest.fixture(scope="module")
def paths():
    return first_answers(Experiment(), 60, 4)


def test_every_start_is_drawn_update_by_update(paths):
    (axes,) = plots.first_updates(paths).figure.axes
    drawn = [line for line in axes.lines if len(line.get_xdata()) == 5]
    found = sorted(line.get_ydata().tolist() for line in drawn)
    assert found == sorted(paths.tolist())
    for line in drawn:  # told apart by line style too
        assert line.get_xdata().tolist() == [0, 1, 2, 3, 4]
        alive = line.get_ydata()[0] > 0
        assert line.get_linestyle() == ("-" if alive else "--")
    low, high = axes.get_ylim()
    assert low < paths.min() and paths.max() < high


def test_the_updates_are_told_in_words(paths):
    still = plots.first_updates(paths)
    alive = int(np.sum(paths[:, 0] > 0))
    assert f"Of 60 starts, {alive} are alive." in still.text
    assert "then 4·10⁹ to 7·10⁹, then −7·10⁷ to −3·10⁷" in still.text
    assert f"The other {60 - alive} are below 0 from the start" in still.text
    bundle, metadata = still._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == bundle["text/plain"] == still.text


def test_the_text_rounds_what_it_says():
    still = plots.first_updates([[41, 5.01e9, -5.29e7], [-7, -7, -7]])
    assert "x = 600 before the final ReLU: 40, then 5·10⁹, then −5·10⁷." in (
        still.text
    )


def test_no_text_of_the_updates_is_cut_off_or_covers_another(paths):
    figure = plots.first_updates(paths).figure
    figure.canvas.draw()
    (axes,) = figure.axes
    texts = [
        *axes.texts,
        axes.xaxis.label,
        axes.yaxis.label,
        axes._left_title,
        *(t for t in axes.get_yticklabels() if t.get_text()),
    ]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    boxes = [(text, box) for text, box in boxes if text]
    assert len(boxes) == 4 + 3 + 7
    for text, box in boxes:
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1, text
        assert box.y0 >= 0 and box.y1 <= figure.bbox.y1, text
    for (one, box), (other, place) in combinations(boxes, 2):
        assert not box.overlaps(place), (one, other)


# The live figure


@pytest.fixture
def figure():
    return sliders.final_relu()


def test_opens_on_the_network_of_the_question(figure):
    dead = int(np.sum(start_slopes(128, 2000) <= 0))
    first, second = figure.text.splitlines()
    assert first == (
        f"128 hidden units: {number(dead)} of 2,000 starts "
        f"({dead / 20:.0f} %) have c ≤ 0 and answer 0 to every x. "
        "Exact chance: 50 %."
    )
    c = number(start_slope(Experiment()), 3)
    assert (
        second
        == f"(start 0 has c = {c}, so it is alive: its answer is "
        + (f"{c}·x)")
    )


def test_a_dead_start_is_called_dead(figure):
    figure.set_controls(seed=2)
    assert "(start 2 has c = −0.146, so it is dead at birth" in figure.text


@pytest.mark.parametrize(
    ("hidden_units", "words"),
    [
        (1, "1 hidden unit: 1,484 of 2,000 starts (74 %)"),
        (512, "512 hidden units: 1,005 of 2,000 starts (50 %)"),
    ],
)
def test_both_ends_give_a_sentence(figure, hidden_units, words):
    before = figure.image.widget.value
    figure.set_controls(hidden_units=hidden_units)
    assert figure.text.startswith(words)
    assert figure.image.widget.value != before


def test_every_number_of_units_can_be_shown(figure):
    for hidden_units in (*range(1, 20), *range(20, 513, 41), 512):
        figure.set_controls(hidden_units=hidden_units)
        assert figure.text.startswith(f"{hidden_units} hidden unit")


@pytest.mark.parametrize("seed", [1999, 2000, 2**31])
def test_every_start_can_be_chosen(figure, seed):
    figure.set_controls(seed=seed)
    c = number(start_slope(Experiment(seed=seed)), 3)
    assert f"(start {seed} has c = {c}, " in figure.text


def test_new_start_and_reset_do_what_they_say(figure):
    first = figure.text
    (row,) = [c for c in figure.children if hasattr(c, "children")]
    _, new_start, reset = row.children
    new_start.click()
    assert "(start 1 has c = " in figure.text
    figure.set_controls(hidden_units=3)
    reset.click()
    assert figure.text == first


# The exercise


@pytest.mark.parametrize(
    "right",
    [50, 50.0, np.float32(50), np.array([50]), Fraction(50), 50 + 1e-6],
)
def test_the_right_answer_is_right(right):
    w1, w2 = (2, -3, 0.5), (4, 2, -6)
    hidden = [max(a * 10, 0) for a in w1]
    assert max(sum(h * b for h, b in zip(hidden, w2, strict=True)), 0) == 50
    assert check_by_hand(right).startswith("Right")


WRONG = {
    -10: "left the ReLUs of the hidden units out",
    0: "the hidden units have one each",
    5: "That is c",
    80: "what the first unit adds",
    25: "each counts with its own w2",
    -20: "added up the w2",
    110: "dropped the sign",
    20: "the true y",
    51: "one at a time",
    -50: "one at a time",
}


def test_no_two_ways_to_compute_it_lead_to_the_same_number():
    # A wrong way that gave 50 would be called right.
    assert sorted(_known_answers()) == sorted([50, *list(WRONG)[:8]])


def test_each_wrong_answer_gets_the_misconception_behind_it():
    for answer, words in WRONG.items():
        hint = check_by_hand(answer)
        assert words in hint
        assert not hint.startswith(("Right", "Not yet"))
        assert "50" not in hint


@pytest.mark.parametrize(
    "nonsense",
    [
        None, "50", "", b"50", True, np.True_, math.nan, math.inf, -math.inf,
        [50], (50,), {50}, {50: 50}, 50j, 50 + 0j, np.array([50, 50]),
        np.array([]), np.array(["50"]), print, object(), range(50, 51),
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_what_is_expected(nonsense):
    assert check_by_hand(nonsense).startswith("Not yet")


# What the page says of whole trainings, in Keras

REMEDY = Experiment(input_max=9, hidden_units=12)
RANDOM = Experiment(inputs="randn", input_max=1)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("experiment", "alive_ends"),
    [
        (REMEDY, "learned"),
        (replace(QUESTION, learning_rate=1e-6), "learned"),
        (RANDOM, "learning"),
    ],
    ids=["the remedy", "a small rate", "randn"],
)
def test_keras_agrees_that_c_decides_who_learns(experiment, alive_ends, seed):
    experiment = replace(experiment, seed=seed)
    run = keras_twin.train(experiment)
    alive = start_slope(experiment) > 0
    assert run.outcome == (alive_ends if alive else "dead")
    assert run.outcome == engine.train(experiment).outcome


def test_keras_agrees_that_a_start_with_negative_c_learns_without_the_relu():
    dead = replace(RANDOM, seed=2)
    assert start_slope(dead) < 0
    run = keras_twin.train(replace(dead, final_relu=False))
    assert run.r_squared > 0.98

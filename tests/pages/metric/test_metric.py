"""Notebook 02: its pictures, its live figure and its exercise."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from helpers import plots, sliders
from helpers.exercises import check_accuracy_inputs
from helpers.pages.metric import picture as look
from helpers.pages.metric.live import SLOPES
from helpers.scores import over_slopes, scores


def picture(slope, input_max=999):
    picture = look.MetricPicture()
    x = np.arange(1.0, input_max + 1)
    picture.show(
        input_max,
        slope,
        over_slopes(x, 2 * x, SLOPES),
        over_slopes(x, 2 * x, [slope]),
    )
    picture.figure.canvas.draw()
    return picture


@pytest.mark.parametrize(
    ("slope", "title"),
    [(1.95, look.TOO_SMALL), (2, look.RIGHT), (2.05, look.TOO_LARGE)],
)
def test_the_title_says_how_the_answers_lie(slope, title):
    answers, scored = picture(slope).panels
    assert answers.title.get_text() == title
    assert scored.title.get_text() == look.BLIND


def test_answers_errors_and_truth_are_drawn_where_they_are():
    answers, _ = picture(1.5).panels
    assert answers.truth.get_xydata().tolist() == [[0, 0], [999, 1998]]
    assert answers.answers.get_xydata().tolist() == [[0, 0], [999, 1498.5]]
    segments = np.array(answers.errors.get_segments())
    assert len(segments) == look.ERRORS_DRAWN
    np.testing.assert_allclose(segments[:, 0, 1], 1.5 * segments[:, 0, 0])
    np.testing.assert_allclose(segments[:, 1, 1], 2 * segments[:, 1, 0])


@pytest.mark.parametrize("input_max", [5, 999, 10_000])
def test_curves_and_marks_are_the_scores(input_max):
    _, panel = picture(1.5, input_max).panels
    x = np.arange(1.0, input_max + 1)
    mine, always_0 = scores(2 * x, 1.5 * x), scores(2 * x, 0 * x)
    expected = {
        "mse": mine.mse / always_0.mse,
        "mae": mine.mae / always_0.mae,
        "r_squared": mine.r_squared,
        "accuracy": 0,
    }
    at = SLOPES.tolist().index(1.5)
    for score, value in expected.items():
        assert panel.curves[score].get_ydata()[at] == pytest.approx(value)
        mark = panel.markers[score].get_xydata()
        np.testing.assert_allclose(mark, [[1.5, value]])
    # What the title says, at every slope:
    assert not panel.curves["accuracy"].get_ydata().any()


def test_scores_differ_in_style_and_mark_not_in_colour_only():
    _, panel = picture(1.5).panels
    marks = {line.get_marker() for line in panel.markers.values()}
    assert len(marks) == 4
    names = {text.get_text() for text in panel.axes.texts}
    assert {"MSE", "MAE", "R²", "accuracy"} <= names


def test_at_the_right_slope_every_mark_can_be_seen():
    _, panel = picture(2).panels
    at_0 = [panel.markers[s] for s in ("accuracy", "mae", "mse")]
    assert [mark.get_ydata()[0] for mark in at_0] == [0, 0, 0]
    sizes = [mark.get_markersize() for mark in at_0]
    assert sizes == sorted(sizes, reverse=True)
    drawn = [panel.moving.index(mark) for mark in at_0]
    assert drawn == sorted(drawn)  # the smallest is drawn last


def test_a_score_below_the_picture_is_said_in_it():
    _, panel = picture(-1).panels
    assert panel.below.get_text() == "↓ R² −8.01"
    _, panel = picture(1.5).panels
    assert panel.below.get_text() == ""


@pytest.mark.parametrize("slope", [-1, 0.5, 2, 5])
@pytest.mark.parametrize("input_max", [5, 999, 10_000])
def test_no_text_is_cut_off_or_covers_another(slope, input_max):
    for panel in picture(slope, input_max).panels:
        edge = panel.axes.figure.bbox
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in (*panel.axes.texts, panel.title)
            if text.get_text().strip()
        ]
        assert len(boxes) >= 7
        for text, box in boxes:
            assert edge.x0 <= box.x0 and box.x1 <= edge.x1, text
            assert edge.y0 <= box.y0 and box.y1 <= edge.y1, text
        for (one, box), (other, place) in combinations(boxes, 2):
            assert not box.overlaps(place), (one, other)


def test_verdicts_draws_every_network_and_says_the_ranges():
    rows = {
        "R²": np.linspace(0.993, 0.997, 20),
        "within 1 %": np.linspace(0.11, 0.18, 20),
        "accuracy": np.zeros(20),
    }
    still = plots.verdicts(rows)
    (axes,) = still.figure.axes
    for line, values in zip(axes.lines, rows.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), values)
        assert len(set(line.get_ydata())) == 20  # none covers another
    assert [t.get_text() for t in axes.get_yticklabels()] == list(rows)
    assert "R² from 0.99 to 1.00" in still.text
    assert "within 1 % from 0.11 to 0.18" in still.text
    assert "accuracy from 0.00 to 0.00" in still.text
    assert "20 networks" in still.text


@pytest.fixture
def figure():
    return sliders.metric()


def test_opens_on_the_inputs_of_the_question(figure):
    first, second = figure.text.splitlines()
    assert first == ("ŷ = 1.5·x: MSE 83,291.7, MAE 250, R² 0.75, accuracy 0.")
    assert "x = 1…999" in second and "MSE 1,332,666.7" in second


@pytest.mark.parametrize("slope", [-1, 0, 2, 5])
@pytest.mark.parametrize("input_max", [5, 10_000])
def test_all_ends_give_a_sentence_with_accuracy_0(figure, slope, input_max):
    picture = figure.image.widget.value
    figure.set_controls(slope=slope, input_max=input_max)
    assert figure.text.startswith(f"ŷ = {slope}·x: MSE ".replace("-", "−"))
    assert "accuracy 0" in figure.text
    assert ("perfect" in figure.text) == (slope == 2)
    assert figure.image.widget.value != picture


def test_a_slope_from_the_page_is_the_one_it_shows(figure):
    # -1 + 60 steps of 0.05, as a page counts them.
    figure.controls["slope"].value = sum([0.05] * 60, -1.0)
    assert figure.controls["slope"].value != 2
    assert "MSE 0, MAE 0, R² 1, accuracy 0: perfect" in figure.text


def test_reset_goes_back_to_the_first_setting(figure):
    first = figure.text
    figure.set_controls(slope=3, input_max=10)
    assert figure.text != first
    (row,) = [c for c in figure.children if hasattr(c, "children")]
    row.children[0].click()
    assert figure.text == first


@pytest.mark.parametrize(
    "right",
    [
        [0, 0.5],
        (0.5, 0),
        {0, 0.5},
        [0, 0.5, 0.5, 0, -0.0],
        np.array([0, 0.5]),
        np.array([[0.5], [0.0]]),
        np.array([0, 0.5], np.float32),
        [np.float64(0), np.array(0.5)],
    ],
)
def test_both_inputs_are_accepted_in_any_collection(right):
    assert check_accuracy_inputs(right).startswith("Right")


@pytest.mark.parametrize(
    "half",
    [0, [0], [0, 0], 0.5, [0.5], [-0.0, 0], {0}, Fraction(1, 2)],
)
def test_one_of_the_two_is_not_all(half):
    hint = check_accuracy_inputs(half)
    assert "one of them" in hint and "other" in hint


def test_wrong_inputs_get_the_misconception_behind_them():
    wrong = {
        1: "not x",
        0.25: "class is 0",
        0.4: "class is 1",
        -1: "negative",
        2: "this large",
        0.51: "this large",
        1e30: "this large",
    }
    hints = {x: check_accuracy_inputs([x]) for x in wrong}
    for x, words in wrong.items():
        assert words in hints[x]
    # A wrong input among right ones is not overlooked.
    assert check_accuracy_inputs([0, 0.5, 2]) == hints[2]
    assert check_accuracy_inputs([0, 1]) == hints[1]  # the classes as x
    assert check_accuracy_inputs(range(1, 1000)) == hints[1]


@pytest.mark.parametrize("x", [1, 0.25, 0.4, -1, 2, 0, 0.5, None, "0.5"])
def test_no_hint_gives_the_solution_away(x):
    hint = check_accuracy_inputs(x)
    other = {0: "x = 0.5", 0.5: "x = 0 "}.get(x)
    assert not hint.startswith("Right")
    for solution in [other] if other else ["x = 0.5", "x = 0 ", "x = 0:"]:
        assert solution not in hint


@pytest.mark.parametrize(
    "nonsense",
    [
        None, "", "0, 0.5", b"0", True, [False, 0.5], [True], [], (), {},
        set(), {0: 0.5}, np.array([]), np.array([True]), [None], ["0", "0.5"],
        [float("nan")], [0, 0.5, float("nan")], [0, 0.5, float("inf")],
        float("nan"), np.nan, [0.5j], [[0, 0.5]], [[0], [0.5, 0]],
        np.zeros((2, 2)), np.zeros((2, 1, 1)), [0, [0.5]], print, object(),
        10**400, [10**400], [0, 0.5, 1e300], range(10**12), range(10**30),
        (x for x in (0, 0.5)), np.array(["0"]), np.datetime64("2020"),
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_what_is_expected(nonsense):
    assert check_accuracy_inputs(nonsense).startswith("Not yet")

"""Notebook 04: one update, as steps, picture and live figure."""

import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from helpers import sliders
from helpers.drawing.palette import GREY
from helpers.one_update import OneUpdate, trained
from helpers.pages.final_relu.microscope import KEPT_STEP, POINTS, START, Past
from helpers.pages.final_relu.network_picture import MARKS, NetworkPicture
from helpers.pages.final_relu.update_steps import STEPS, steps
from helpers.wording.numbers import number

XS = st.integers(1, 8).map(lambda half: half / 2)
CHOICES = st.fixed_dictionaries(
    {
        "x": XS,
        "learning_rate": st.floats(-3, 0).map(lambda power: 10**power),
        "weight": st.integers(-20, 20).map(lambda tenth: tenth / 10),
        "final_relu": st.booleans(),
        "past": st.lists(XS, max_size=6).map(tuple),
    }
)


def update_of(x, learning_rate, weight, final_relu, past=(), **_):
    start = START._replace(w1=(weight, START.w1[1]))
    points = [(at, 2 * at) for at in past]
    weights = trained(start, points, learning_rate, final_relu)
    return OneUpdate(weights, x, 2 * x, learning_rate, final_relu)


# What the start makes visible


def test_both_units_are_on_at_every_x_of_the_slider():
    for x in np.arange(0.5, 4.5, 0.5):
        assert update_of(float(x), 0.01, 1.0, True).are_on == (True, True)


def test_twice_the_x_is_twice_the_slope_of_w1_and_no_more():
    for x in (0.5, 1.0, 2.0):
        once = update_of(x, 0.01, 1.0, False)
        twice = update_of(2 * x, 0.01, 1.0, False)
        assert twice.answer_slope == pytest.approx(once.answer_slope)
        for wide, narrow in zip(twice.slopes.w1, once.slopes.w1, strict=True):
            assert wide == pytest.approx(2 * narrow)
        assert twice.slopes.b1 == pytest.approx(once.slopes.b1)


def test_the_slider_can_switch_a_unit_off_and_the_other_goes_on():
    off = update_of(2.0, 0.01, -1.0, False)
    assert off.are_on == (False, True)
    slopes = off.slopes
    assert slopes.w1[0] == slopes.b1[0] == slopes.w2[0] == 0
    assert all((slopes.w1[1], slopes.b1[1], slopes.w2[1], slopes.b2))


@pytest.mark.parametrize("rate", [0.001, 0.01, 1.0])
def test_without_unit_1_the_final_relu_is_dead_at_every_point(rate):
    for x in np.arange(0.5, 4.5, 0.5):
        dead = update_of(float(x), rate, -1.0, True, past=POINTS)
        assert dead.is_blocked and not any(dead.slopes.all)
        assert dead.weights == START._replace(w1=(-1.0, 0.5))


def test_the_first_points_are_learned():
    losses = [
        update_of(2.0, 0.01, 1.0, False, POINTS[:n]).loss for n in (0, 1)
    ]
    assert losses[1] < losses[0] / 50


# The steps in words


@settings(max_examples=80, deadline=None)
@given(CHOICES)
def test_every_formula_with_its_numbers_is_right(choices):
    found = 0
    for step in steps(update_of(**choices)):
        numbers = re.sub(r"(?<=\d),(?=\d{3})", "", step.numbers)
        for told in re.findall(r"([^=→;,]+?) = ([^ ;,]+)", numbers):
            expression, result = map(read, told)
            # The numbers are rounded, so the sizes of the terms count; beside
            # a power of ten stand three digits only.
            size = eval(re.sub("(?<!e)-", "+", expression))
            rounding = 15e-3 if "e" in expression + result else 2e-3
            assert eval(expression) == pytest.approx(
                float(result), abs=rounding * size + 1e-12
            ), step.numbers
            found += 1
    assert found >= 14


def read(text):
    """A formula as the course writes it, as Python has it."""
    text = text.strip().removeprefix("in unit 1").removeprefix("w1: ")
    text = re.sub(r"(?:(?<=\d)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", _power, text)
    return text.replace("−", "-").replace("·", "*").replace("²", "**2")


def _power(found):
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    has_factor = found.string[: found.start() + 1].endswith("·")
    return f"{'' if has_factor else '1'}e{found[1].translate(digits)}"


@settings(max_examples=80, deadline=None)
@given(CHOICES)
def test_the_steps_say_what_is_off(choices):
    update = update_of(**choices)
    names = [step.name for step in steps(update)]
    assert len(names) == STEPS
    assert ("nothing passes the final ReLU" in names) == update.is_blocked
    for unit, is_on in enumerate(update.are_on, start=1):
        alone = f"unit {unit} passes nothing back"
        assert (alone in names) == (not is_on and any(update.are_on))
    none = "no unit passes anything back" in names
    assert none == (not any(update.are_on))
    assert ("no weight moves" in names) == (not any(update.slopes.all))


@settings(max_examples=80, deadline=None)
@given(CHOICES)
def test_a_slope_is_how_much_of_a_change_the_loss_has(choices):
    update = update_of(**choices)
    words = steps(update)[5].words
    if update.answer == update.y:
        assert words.endswith("there it is flat.")
        return
    nudge = -1e-3 * update.answer_slope
    fall = update.loss - (update.answer + nudge - update.y) ** 2
    way, times = re.search(r"it (\w+) a .* falls (\S+) times", words).groups()
    assert way == ("rises" if nudge > 0 else "falls")
    assert times == number(abs(update.answer_slope))
    assert fall / abs(nudge) == pytest.approx(
        abs(update.answer_slope), rel=2e-3, abs=1e-6
    )


def test_the_ways_come_one_after_the_other():
    ways = [step.way for step in steps(update_of(2.0, 0.01, 1.0, False))]
    assert ways == ["forward"] * 5 + ["back"] * 6 + ["update"]


# The picture


def shown(at, **choices):
    choices = {
        "x": 2.0, "learning_rate": 0.01, "weight": 1.0, "final_relu": False
    } | choices  # fmt: skip
    update = update_of(**choices)
    picture = NetworkPicture()
    picture.show(update, at, steps(update)[at - 1])
    picture.figure.canvas.draw()
    return picture.panels[0]


def lines(place):
    return [text.get_text() for text in place.texts if text.get_text()]


def test_numbers_come_as_they_are_worked_out():
    known = [
        sum(bool(text.get_text()) for of in shown(at).places.values()
            for place in of for text in place.texts)
        for at in range(1, STEPS + 1)
    ]  # fmt: skip
    added = np.diff([8, *known])  # x and seven weights are given
    assert added.tolist() == [2, 2, 1, 1, 1, 1, 1, 3, 2, 2, 4, 7]


def test_the_last_step_shows_every_number():
    update = update_of(2.0, 0.01, 1.0, False)
    places = shown(STEPS).places
    for name in ("w1", "b1", "w2"):
        for unit, place in enumerate(places[name]):
            old, slope, new = (
                number(getattr(weights, name)[unit])
                for weights in (update.weights, update.slopes, update.after)
            )
            assert lines(place) == [
                f"{name} = {old}", f"← {slope}", f"new {new}"
            ]  # fmt: skip
    assert lines(places["total"][0]) == ["3.6", "← −0.8"]
    assert lines(places["loss"][0]) == ["0.16"]


@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_what_is_worked_out_is_marked_and_nothing_else(at):
    panel = shown(at)
    step = steps(update_of(2.0, 0.01, 1.0, False))[at - 1]
    frame, ground = map(to_hex, MARKS[step.way])
    for name, places in panel.places.items():
        for place in places:
            mark = place.mark
            is_marked = name in step.places
            assert (to_hex(mark.get_facecolor()) == ground) == is_marked
            assert (to_hex(mark.get_edgecolor()) == frame) == is_marked
            assert (mark.get_linewidth() > 2) == is_marked  # not colour alone
    for name, edges in panel.edges.items():
        for edge in edges:
            assert (edge.get_linewidth() > 2) == (name in step.places)
            assert (edge.get_color() == GREY) == (name not in step.places)


def test_a_unit_that_is_off_is_called_so_once_that_is_known():
    known = {at: shown(at, weight=-1.0, final_relu=True) for at in (1, 3, 5)}
    gates = {at: [g.get_text() for g in p.gates] for at, p in known.items()}
    assert gates == {
        1: ["ReLU", "ReLU"], 3: ["ReLU: off", "ReLU"], 5: ["ReLU: off", "ReLU"]
    }  # fmt: skip
    finals = [panel.final.get_text() for panel in known.values()]
    assert finals == ["ReLU", "ReLU", "ReLU: off"]
    assert shown(5).final.get_text() == "no ReLU"


@settings(max_examples=25, deadline=None)
@given(CHOICES, st.integers(1, STEPS))
def test_no_text_is_cut_off_or_covers_another(choices, at):
    panel = shown(at, **choices)
    edge = panel.axes.figure.bbox
    boxes = [
        (text.get_text(), text.get_window_extent())
        for text in (*panel.axes.texts, panel.title)
        if text.get_text().strip()
    ]
    assert len(boxes) > 15
    for text, box in boxes:
        assert edge.x0 <= box.x0 and box.x1 <= edge.x1, text
        assert edge.y0 <= box.y0 and box.y1 <= edge.y1, text
    for (one, box), (other, place) in combinations(boxes, 2):
        assert not box.overlaps(place), (one, other)
    for of in panel.places.values():
        for place in of:
            frame = place.mark.get_window_extent()
            for text in place.texts:
                if text.get_text():
                    box = text.get_window_extent()
                    assert frame.x0 <= box.x0 and box.x1 <= frame.x1
                    assert frame.y0 <= box.y0 and box.y1 <= frame.y1


# The live figure


@pytest.fixture
def figure():
    return sliders.one_update()


def button(figure, text):
    (row,) = [c for c in figure.children if hasattr(c, "children")]
    (found,) = [b for b in row.children if b.description == text]
    return found


def at(figure):
    """The number of the step, and of the point."""
    step = re.match(r"Step (\d+) of 12", figure.text)[1]
    point = re.search(r"\(point (\d+): ", figure.text)[1]
    return int(step), int(point)


def test_next_and_back_go_through_all_steps_and_points(figure):
    way = [at(figure)]
    texts = [figure.text]
    for _ in range(2 * STEPS):
        button(figure, "next").click()
        way.append(at(figure))
        texts.append(figure.text)
    assert way == [
        *((step, 1) for step in range(1, STEPS + 1)),
        *((step, 2) for step in range(1, STEPS + 1)),
        (1, 3),
    ]
    assert len(set(texts)) == len(texts)
    for text in reversed(texts):
        assert figure.text == text
        button(figure, "back").click()
    assert figure.text == texts[0]  # before the first there is none


def test_next_point_goes_on_with_the_new_weights(figure):
    figure.set_controls(x=3.5, learning_rate=0.02, step=STEPS)
    panel = figure._picture.panels[0]
    new = [lines(place)[2] for name in ("w1", "b1", "w2", "b2")
           for place in panel.places[name]]  # fmt: skip
    button(figure, "next point").click()
    old = [lines(place)[0] for name in ("w1", "b1", "w2", "b2")
           for place in panel.places[name]]  # fmt: skip
    assert [text.split()[-1] for text in new] == [
        text.split()[-1] for text in old
    ]
    assert at(figure) == (STEPS, 2)
    assert figure.controls["x"].value == POINTS[1]


def test_the_points_come_over_and_over(figure):
    xs = [figure.controls["x"].value]
    for _ in range(2 * len(POINTS)):
        button(figure, "next point").click()
        xs.append(figure.controls["x"].value)
    assert xs == [*POINTS, *POINTS, POINTS[0]]


def test_start_again_does_what_it_says(figure):
    first = figure.text, figure.values()
    figure.set_controls(weight=-1.0, final_relu=True, step=7)
    button(figure, "next point").click()
    assert figure.text != first[0]
    button(figure, "start again").click()
    assert (figure.text, figure.values()) == first


def test_no_button_is_ever_disabled(figure):
    for name in ("back", "next", "next point", "start again"):
        for _ in range(3):
            button(figure, name).click()
            for other in ("back", "next", "next point", "start again"):
                assert not button(figure, other).disabled


def test_it_comes_back_as_it_was_left(figure):
    figure.set_controls(weight=0.4, final_relu=True)
    button(figure, "next point").click()
    button(figure, "next").click()
    again = sliders.one_update()
    assert again.text == figure.text
    assert again.values() == figure.values()
    assert again.values()["past"] == (POINTS[0],)


def test_what_is_kept_shows_a_step_in_the_middle(figure):
    first = figure.text, bytes(figure.image.widget.value)
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"].startswith(f"Step {KEPT_STEP} of 12, back: ")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert (figure.text, bytes(figure.image.widget.value)) == first
    assert figure.text.startswith("Step 1 of 12, forward: ")


def test_the_sentence_has_every_setting(figure):
    figure.set_controls(x=1.5, learning_rate=0.1, weight=-0.3, final_relu=True)
    assert figure.text.endswith(
        "(point 1: x = 1.5, y = 3; learning rate 0.1; w1 of unit 1 starts at "
        "−0.3; with a final ReLU)"
    )


def test_the_past_is_a_tuple_and_nothing_else():
    past = Past()
    with pytest.raises(Exception, match="value"):
        past.value = 3

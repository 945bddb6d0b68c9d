import warnings
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from helpers import engine
from helpers.describe import describe
from helpers.diagnosis import OUTCOMES
from helpers.drawing.live import LiveImage
from helpers.drawing.panels import NO_SIGN, SURVIVED, TITLES, RunPicture
from helpers.experiment import QUESTION, Experiment
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table

LINEAR = replace(QUESTION, final_relu=False)
SOUND = replace(LINEAR, standardise_inputs=True, standardise_targets=True)
CARS = COURSE_TABLES["cars that stop"].table
SETTINGS = {
    "diverged": replace(SOUND, standardise_targets=False),
    "dead": QUESTION,
    "constant": LINEAR,
    "learned": replace(SOUND, epochs=100),
    "learning": replace(QUESTION, learning_rate=1e-8, seed=1, epochs=40),
    "worse": replace(LINEAR, learning_rate=1e-9),
}


def panels(experiment, other=None):
    picture = RunPicture(in_detail=experiment.table is not None)
    picture.show(engine.train(experiment), other)
    picture.figure.canvas.draw()
    return picture.panels


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_picture_with_its_title_and_words(outcome):
    run = engine.train(SETTINGS[outcome])
    assert run.outcome == outcome
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = RunPicture()
        picture.show(run)
        picture.figure.canvas.draw()
    titles = [panel.title.get_text() for panel in picture.panels]
    assert titles == list(TITLES[outcome])
    assert describe(run).startswith(f"{outcome}: ")
    pixels = np.asarray(picture.figure.canvas.buffer_rgba())
    assert len(np.unique(pixels.reshape(-1, 4), axis=0)) > 20


def test_the_curves_are_the_losses_of_the_run():
    run = engine.train(SETTINGS["learned"])
    loss, _ = panels(run.experiment)
    np.testing.assert_array_equal(loss.train.get_ydata(), run.loss)
    np.testing.assert_array_equal(loss.val.get_ydata(), run.val_loss)
    low, high = loss.axes.get_ylim()
    assert low < run.loss.min() and run.loss.max() < high


def test_the_line_is_the_loss_of_always_answering_0():
    loss, _ = panels(QUESTION)
    y_seen = 2 * np.arange(1, 601)
    assert loss.always_0[0].get_ydata()[0] == pytest.approx(
        np.mean(y_seen**2.0)
    )


def test_a_loss_that_is_not_finite_is_said_instead_of_drawn():
    loss, _ = panels(SETTINGS["diverged"])
    assert "not finite from epoch" in loss.note.get_text()
    assert np.isfinite(loss.axes.get_ylim()).all()


def test_a_network_that_died_of_its_explosion_still_answers():
    huge = replace(
        QUESTION, input_max=100_000, learning_rate=1, hidden_units=512
    )
    run = engine.train(huge)
    assert run.outcome == "diverged" and not run.outputs.any()
    loss, answers = panels(huge)
    assert loss.note.get_text() == "not finite in epoch 1"
    assert answers.title.get_text() == SURVIVED


def test_answers_are_drawn_in_the_units_of_y():
    run = engine.train(SETTINGS["learned"])
    _, answers = panels(run.experiment)
    x, y = answers.answers.get_data()
    assert (x[0], x[-1]) == (1, 999)
    np.testing.assert_array_equal(y, run.predictions[x.astype(int) - 1])
    assert np.abs(y - 2 * x)[x <= 600].mean() < 50  # learned: near the truth


def test_answers_far_away_are_said():
    _, answers = panels(LINEAR)
    assert "beyond the picture" in answers.note.get_text()


def test_the_parts_are_shaded_where_the_split_is():
    _, answers = panels(QUESTION)
    edges = [
        (span.get_x(), span.get_x() + span.get_width())
        for span, _ in answers.spans.values()
    ]
    assert edges == [(0, 600), (600, 750), (750, 999)]
    assert [end.get_text() for end in answers.ends] == [
        "0", "600", "750", "999",
    ]  # fmt: skip


def test_other_points_over_the_same_range_are_shaded_anew():
    """The title and the limits stay as they are."""

    def drawn(*settings):
        picture = RunPicture()
        live = LiveImage(picture)
        for inputs in settings:
            experiment = Experiment(input_max=20, inputs=inputs)
            picture.show(engine.train(experiment))
            live.draw("")
        return live.pixels()

    np.testing.assert_array_equal(drawn("arange", "spread"), drawn("spread"))


# A table of rows


def answers_of(table, **changes):
    run = engine.train(replace(SOUND, table=table, epochs=50, **changes))
    picture = RunPicture(in_detail=True)
    picture.show(run)
    picture.figure.canvas.draw()
    return run, picture.panels[1]


def test_rows_are_points_and_those_held_back_are_hollow():
    run, panel = answers_of(CARS)
    data = run.experiment.data
    for line, part in zip(
        panel.rows, (slice(30), slice(30, None)), strict=True
    ):
        drawn = sorted(map(tuple, line.get_xydata().tolist()))
        rows = zip(data.x[part].tolist(), data.y[part].tolist(), strict=True)
        assert drawn == sorted(rows)
    held_back = panel.rows[1]
    assert held_back.get_markerfacecolor() == "white"
    assert len(panel.truth.get_xdata()) == 0
    assert [t.get_text() for t in panel.labels] == [
        "speed (mph)", "distance (feet)",
    ]  # fmt: skip
    visible = [k for k, v in panel.legends.items() if v.get_visible()]
    assert visible == [True]
    # The answers are drawn between the rows, too.
    x, y = panel.answers.get_data()
    at_rows = np.interp(data.x, x, y)
    np.testing.assert_allclose(at_rows, run.predictions, atol=0.2)


def test_a_function_is_drawn_as_before_after_a_table():
    def drawn(*experiments):
        picture = RunPicture(in_detail=True)
        live = LiveImage(picture)
        for experiment in experiments:
            picture.show(engine.train(experiment))
            live.draw("")
        return live.pixels()

    table = replace(SOUND, table=CARS)
    for one, other in ((SOUND, table), (table, SOUND)):
        np.testing.assert_array_equal(drawn(one, other, one), drawn(one))
        assert (drawn(one, other) == drawn(other)).all()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("two dice", NO_SIGN),
        ("cars that stop", TITLES["learning"][1]),
    ],
)
def test_the_title_says_when_nothing_depends_on_x(name, title):
    _, panel = answers_of(COURSE_TABLES[name].table)
    assert panel.title.get_text() == title


def test_a_dead_network_is_dead_whatever_it_learns():
    _, panel = answers_of(
        COURSE_TABLES["two dice"].table, final_relu=True, learning_rate=100.0
    )
    assert panel.title.get_text() == TITLES["dead"][1]


@pytest.mark.parametrize("x", [[-5, -5, -4], [0, 1e-8, 0], [1e9, 2, 3]])
@pytest.mark.parametrize("y", [[-1, -1, -2], [0, 1e-8, 0], [1e9, -1e9, 3]])
@pytest.mark.filterwarnings("error")
def test_any_table_can_be_drawn(x, y):
    for switch in (False, True):
        answers_of(
            Table(x, y, "x" * 40, "a long name of many words, with a unit"),
            standardise_inputs=switch,
            standardise_targets=switch,
        )


CROWDED = [
    *({"table": row.table} for row in COURSE_TABLES.values()),
    *({"input_max": points} for points in (5, 700, 800, 999, 9_500, 100_000)),
    *({"epochs": epochs} for epochs in (1, 2, 100, 500, 1000)),
]


@pytest.mark.parametrize("changes", CROWDED, ids=str)
def test_no_text_is_cut_off_or_overlaps_within_a_panel(changes):
    for panel in panels(replace(QUESTION, **changes)):
        edge = panel.axes.figure.bbox
        boxes = visible_texts(panel)
        assert len(boxes) > 5
        for text, box in boxes:
            assert edge.x0 <= box.x0 and box.x1 <= edge.x1, text
            assert edge.y0 <= box.y0 and box.y1 <= edge.y1, text
        for (one, box), (other, place) in combinations(boxes, 2):
            assert not box.overlaps(place), (one, other)


def visible_texts(panel):
    """What can be read in a panel, with its place, but for the legend."""
    axes = panel.axes
    within = [  # the others are not drawn
        tick.label1
        for axis, (low, high) in (
            (axes.xaxis, axes.viewLim.intervalx),
            (axes.yaxis, axes.viewLim.intervaly),
        )
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
    ]
    texts = [
        text
        for text in (*axes.texts, panel.title, *within)
        if text.get_visible() and text.get_text().strip()
    ]
    return [(t.get_text(), t.get_window_extent()) for t in texts]


def test_the_other_engine_is_drawn_over_it():
    run = engine.train(QUESTION)
    loss, _ = panels(QUESTION, other=run)
    np.testing.assert_array_equal(loss.other.get_ydata(), run.loss)
    loss, _ = panels(QUESTION)
    assert len(loss.other.get_ydata()) == 0

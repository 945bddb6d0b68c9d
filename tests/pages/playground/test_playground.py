"""Notebook 06's figure and exercises."""

import html
import io
import math
import random
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from helpers import engine, maps
from helpers.describe import describe
from helpers.exercises import check_fewest_units, check_with_relu
from helpers.experiment import QUESTION, Experiment
from helpers.fixes import PRESETS
from helpers.optimizers import OPTIMIZERS
from helpers.pages.playground.exercise import ABSOLUTE
from helpers.pages.playground.keras_code import program
from helpers.pages.playground.own_data import as_text, content_of
from helpers.pages.playground.picture import captioned
from helpers.points import FUNCTIONS, INPUTS
from helpers.setting_line import as_line
from helpers.sliders import playground
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table


@pytest.fixture(scope="module")
def opened():
    return playground()


@pytest.fixture
def figure(opened):
    """The playground at the question, without its map."""
    opened._show_map.value = False
    for part in (opened._code, opened._own, opened._sharing):
        part.layout.display = "none"
    opened.set_controls(
        **{name: getattr(QUESTION, name) for name in opened.values()}
    )
    opened._own._parts.value = 0
    return opened


@pytest.fixture
def with_map(figure):
    """The playground with the map of a network that is trained quickly."""
    figure.set_controls(hidden_units=4, epochs=2)
    figure._show_map.value = True
    figure._background.wait()
    return figure


def buttons(widget):
    found = {}
    for child in getattr(widget, "children", ()):
        if hasattr(child, "click"):
            found[child.description] = child
        found |= buttons(child)
    return found


def test_it_opens_on_the_question_with_its_whole_map():
    fresh = playground()
    assert fresh.experiment == QUESTION
    assert fresh.text.startswith("dead: ")
    assert "% of the networks on the map learn" in fresh._map_image.widget.text


def test_every_field_has_a_knob(figure):
    assert set(figure.values()) == set(QUESTION.__dataclass_fields__)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_every_knob(figure, name):
    buttons(figure)[name].click()
    assert figure.experiment == PRESETS[name]
    run = engine.train(PRESETS[name])
    assert figure.text.startswith(describe(run))


def test_a_new_start_is_the_next_one(figure):
    start = buttons(figure)["new start"]
    start.click()
    start.click()
    assert figure.experiment == replace(QUESTION, seed=2)


def test_the_sentence_names_what_differs_from_the_question(figure):
    buttons(figure)["the repaired program"].click()
    figure.set_controls(function="sin", optimizer="adam", batch_size=50)
    for words in (
        "learns sin", "batches of 50", "Adam",
        "inputs standardised", "targets standardised", "no final ReLU",
    ):  # fmt: skip
        assert words in figure.text
    assert figure.text.count(";") == 6


def random_setting(rng):
    return {
        "input_max": 10 ** rng.uniform(0, 4),
        "learning_rate": 10 ** rng.uniform(-9, 1),
        "hidden_units": rng.choice([1, 2, 8, 128]),
        "epochs": rng.choice([1, 2, 20, 50]),
        "batch_size": rng.choice([20, 100, 1000]),
        "function": rng.choice(list(FUNCTIONS)),
        "inputs": rng.choice(list(INPUTS)),
        "optimizer": rng.choice(list(OPTIMIZERS)),
        "standardise_inputs": rng.random() < 0.5,
        "standardise_targets": rng.random() < 0.5,
        "final_relu": rng.random() < 0.5,
        "seed": rng.randrange(1000),
    }


@pytest.mark.filterwarnings("error")
def test_any_setting_gives_its_own_sentence_and_picture(figure, capfd):
    rng = random.Random(0)
    for _ in range(60):
        figure.set_controls(**random_setting(rng))
        run = engine.train(figure.experiment)
        assert figure.text.startswith(describe(run))
        png = Image.open(io.BytesIO(figure.image.widget.value))
        assert png.text["Description"] == figure.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("error")
def test_the_map_of_any_network_can_be_drawn(with_map):
    figure, rng = with_map, random.Random(1)
    for _ in range(15):  # each stops the map of the one before
        setting = random_setting(rng) | {"hidden_units": 4, "epochs": 2}
        figure.set_controls(**setting)
    figure._background.wait()
    latest = figure._background.latest
    assert latest.stride == 1
    for name in ("function", "optimizer", "final_relu", "seed"):
        assert getattr(latest.experiment, name) == setting[name]
    assert "% of the networks" in figure._map_image.widget.text


def test_fewer_than_three_points_are_three(figure):
    figure.set_controls(input_max=1)
    assert figure.experiment.input_max == 3
    assert "x = 1…3," in figure.text


def test_the_map_can_be_switched_off_and_on(with_map):
    figure = with_map
    before = figure._background.latest
    figure._show_map.value = False
    figure.set_controls(hidden_units=3)
    assert figure._map_image.widget.layout.display == "none"
    assert figure._background.latest is before
    figure._show_map.value = True
    figure._background.wait()
    assert figure._background.latest.experiment.hidden_units == 3


def test_the_program_is_that_of_the_setting_and_follows_it(figure):
    show = buttons(figure)["Keras code"]
    show.click()
    assert figure._code.layout.display == ""
    assert figure._code.value == program(QUESTION)
    figure.set_controls(final_relu=False)
    assert figure._code.value == program(replace(QUESTION, final_relu=False))
    show.click()
    assert figure._code.layout.display == "none"


def test_a_saved_picture_carries_its_setting(figure):
    save = buttons(figure)["save picture"]
    save.click()
    assert 'download="playground.png"' in figure._link.value
    png = Image.open(io.BytesIO(figure.still()))
    line = as_line(figure.experiment)
    assert png.text["Description"] == f"{figure.text}\n{line}"
    caption = np.asarray(png.convert("L"))[-60:]
    assert (caption < 128).mean() > 0.005  # there is something written
    figure.set_controls(learning_rate=0.5)
    assert figure._link.value == ""  # it was another picture


def test_pictures_are_stacked_and_captioned_at_full_width():
    one = np.full((10, 400, 4), 9, np.uint8)
    two = np.full((20, 200, 4), 99, np.uint8)
    png = Image.open(io.BytesIO(captioned([two, one], "seven words")))
    pixels = np.asarray(png)
    assert pixels.shape[1] == 400 and pixels.shape[0] > 40
    within = pixels[:, 2:-2]  # the frame
    assert (within[2:20, 98:298] == 99).all()
    assert (within[2:20, :98] == 255).all() and (within[20:30] == 9).all()


def test_a_page_without_a_kernel_shows_map_and_training(with_map):
    bundle, metadata = with_map._repr_mimebundle_()
    assert bundle["text/plain"] == with_map.text
    assert metadata["image/png"]["alt"] == with_map.text
    height = Image.open(io.BytesIO(with_map.still())).height
    with_map._show_map.value = False
    assert Image.open(io.BytesIO(with_map.still())).height < height - 300


# Own numbers

CARS = COURSE_TABLES["cars that stop"].table
RAMP = "s;m\n1;2\n2;4\n4;8\n5;10"


def said(part):
    return html.unescape(part._said.value)


def read(figure, text):
    figure._own._text.value = text
    buttons(figure)["use these numbers"].click()


def test_the_field_is_folded_up_until_it_is_asked_for(figure):
    show = buttons(figure)["own data"]
    assert figure._own.layout.display == "none"
    show.click()
    assert figure._own.layout.display == ""
    show.click()
    assert figure._own.layout.display == "none"


def test_pasted_numbers_are_learned_and_every_knob_works_on_them(figure):
    buttons(figure)["the repaired program"].click()
    read(figure, RAMP)
    table = Table([1, 2, 4, 5], [2, 4, 8, 10], "s", "m")
    experiment = replace(PRESETS["the repaired program"], table=table)
    assert figure.experiment == experiment
    assert "Read: 4 rows, semicolons" in said(figure._own)
    assert figure.controls["input_max"].layout.display == "none"
    assert figure._own.factor.layout.display == ""
    assert figure.controls["inputs"].disabled
    figure._own.factor.value = 0.5
    figure._own._parts.value = 7
    figure.set_controls(hidden_units=3, epochs=50)
    experiment = replace(
        experiment, hidden_units=3, epochs=50,
        table=replace(table, factor=0.5, seed=7),
    )  # fmt: skip
    assert figure.experiment == experiment
    assert figure.text.startswith(describe(engine.train(experiment)))
    assert "drawn with seed 7; x times 0.5" in figure.text
    assert "m by s" in figure.text


@pytest.mark.parametrize("way", ["a function again", "the question"])
def test_a_function_comes_back(figure, way):
    read(figure, RAMP)
    buttons(figure)[way].click()
    assert figure.experiment == QUESTION
    assert figure.controls["input_max"].layout.display == ""
    assert figure._own.factor.layout.display == "none"
    assert not figure.controls["function"].disabled


def test_what_cannot_be_read_is_said_and_changes_nothing(figure):
    read(figure, RAMP)
    before = figure.experiment, figure.text
    read(figure, "1;2\n2;<b>")
    assert "Row 2, '2;<b>', must have two numbers" in said(figure._own)
    assert "still there" in said(figure._own)
    assert "<b>" not in figure._own._said.value
    assert (figure.experiment, figure.text) == before


@pytest.mark.parametrize("name", COURSE_TABLES)
def test_a_table_of_the_course_is_one_click_away(figure, name):
    buttons(figure)[name].click()
    row = COURSE_TABLES[name]
    assert figure.experiment.table == row.table
    assert row.source in said(figure._own) and row.task in said(figure._own)
    assert figure._own._text.value == row.table.as_text()
    dependent = "No sign that" not in figure.text
    assert dependent == (name != "two dice")


@pytest.mark.parametrize("kind", ["ipywidgets 8", "ipywidgets 7"])
@pytest.mark.parametrize(
    "content",
    [
        RAMP.encode(), RAMP.encode("utf-8-sig"), RAMP.encode("utf-16"),
        RAMP.replace("s", "Länge").encode("latin-1"),
    ],
)  # fmt: skip
def test_a_file_is_read_whatever_wrote_it(kind, content):
    file = {"name": "a.csv", "content": memoryview(content)}
    value = ({"content": b"x"}, file)
    if kind == "ipywidgets 7":
        value = {"b.csv": {"content": b"x"}, "a.csv": file}
    text = as_text(content_of(value))
    assert text in (RAMP, RAMP.replace("s", "Länge"))


def test_no_file_is_no_error():
    assert content_of(()) is content_of({}) is None


def test_a_file_that_is_no_table_gets_a_sentence(figure):
    for content, words in (
        (b"\x89PNG\r\n\x1a\n" * 9, "must have two"),
        (bytes(3 * 10**6), "no more than 1,000,000 characters"),
    ):
        figure._own._answering(lambda c=content: figure._own._read_file(c))
        assert words in said(figure._own)


def test_the_map_of_a_table_has_factors(with_map):
    figure = with_map
    buttons(figure)["cars that stop"].click()
    figure._own.factor.value = 10
    figure._background.wait()
    (panel,) = figure._map_picture.panels
    assert panel.labels[0].get_text() == "factor on x"
    assert panel.here.get_xdata() == [1]
    assert panel.axes.get_xlim()[0] < -2 and not panel.question.get_visible()
    latest = figure._background.latest
    assert latest.experiment.table == CARS and latest.is_finest
    cell = replace(
        latest.experiment,
        learning_rate=maps.LEARNING_RATES[40],
        table=replace(CARS, factor=float(maps.FACTORS[20])),
    )
    outcome = engine.train(cell).outcome
    assert maps.WORDS[latest.outcomes[40, 20]] == outcome
    buttons(figure)["a function again"].click()
    assert panel.labels[0].get_text().startswith("input range")
    assert panel.question.get_visible()


def test_a_figure_made_again_has_its_table(figure):
    read(figure, RAMP)
    table = figure.experiment.table
    again = playground()
    assert again.experiment.table == table


# The setting as a text


def test_the_line_is_that_of_the_setting_and_follows_it(figure):
    buttons(figure)["setting as a text"].click()
    line = figure._sharing._copy
    assert line.line == as_line(QUESTION) == figure.setting_line
    figure.set_controls(epochs=100)
    assert line.line == as_line(replace(QUESTION, epochs=100))
    buttons(figure)["setting as a text"].click()
    assert figure._sharing.layout.display == "none"


@pytest.mark.parametrize("way", ["button", "Enter"])
def test_a_pasted_setting_sets_every_knob(figure, way):
    rng = random.Random(3)
    for _ in range(20):
        figure.set_controls(**random_setting(rng))
        experiment, line = figure.experiment, figure.setting_line
        buttons(figure)["the question"].click()
        figure._sharing._field.value = f"Look: {line}"
        if way == "button":
            buttons(figure)["paste setting"].click()
        else:
            figure._sharing._field._handle_custom_msg({"event": "submit"}, [])
        assert figure.experiment == experiment
        assert said(figure._sharing).count("Every knob is set") == 1
        assert figure._sharing._field.value == ""


def test_a_pasted_setting_has_its_table(figure):
    for text in (RAMP, CARS.as_text()):
        read(figure, text)
        figure._own.factor.value = 0.1
        experiment, line = figure.experiment, figure.setting_line
        buttons(figure)["the question"].click()
        figure._paste(line)
        assert figure.experiment == experiment


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no setting in this text"),
        ("accuracy0: epochs=5", "The end of this setting is missing"),
        (as_line(Experiment(epochs=7)), "can be set to epochs=7"),
        (as_line(Experiment(learning_rate=1e5)), "to learning_rate=100000.0"),
        (as_line(Experiment(seed=2**32 - 1)), "to seed=4294967295"),
        (
            as_line(Experiment(table=Table(CARS.x + 1, CARS.y))),
            "a table of 50 rows",
        ),
    ],
)
def test_a_setting_that_does_not_fit_changes_nothing(figure, text, words):
    figure.set_controls(function="sin", epochs=50)
    before = figure.experiment, figure.text
    figure._sharing._field.value = text
    buttons(figure)["paste setting"].click()
    assert words in said(figure._sharing)
    assert (figure.experiment, figure.text) == before


def test_a_page_without_a_kernel_has_the_line(figure, capsys):
    figure._ipython_display_()
    _, metadata = figure._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == figure.text
    with mock.patch("helpers.drawing.live.display") as display:
        figure._ipython_display_()
    words = display.call_args.args[0]["text/html"]
    assert f"<code>{figure.setting_line}</code>" in words


# The exercises look at the playground.


class Set:
    """A stand-in for a playground with this setting."""

    def __init__(self, experiment, **changes):
        self.experiment = replace(experiment, **changes)


def test_four_units_are_right_and_more_or_fewer_are_not():
    assert (
        check_fewest_units(Set(ABSOLUTE, hidden_units=4, seed=5))[:6]
        == "Right."
    )
    for units in (1, 2, 3):
        hint = check_fewest_units(Set(ABSOLUTE, hidden_units=units))
        assert hint.startswith("Not enough")
        assert ("on one side of the valley" in hint) == (units == 1)
    for units in (5, 12):
        hint = check_fewest_units(Set(ABSOLUTE, hidden_units=units))
        assert hint.startswith("It works, and fewer do as well")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"function": "2x"}, "the function |x|"),
        ({"table": CARS}, "not your own numbers"),
        ({"final_relu": True}, "without a final ReLU"),
        ({"learning_rate": 0.01}, "the learning rate 0.1"),
        ({"epochs": 100}, "500 epochs"),
        ({"standardise_targets": False}, "standardised targets"),
        ({"inputs": "spread"}, "random inputs"),
        ({"input_max": 99}, "the input range 999"),
        ({"optimizer": "adam"}, "SGD"),
        ({"batch_size": 20}, "a batch size of 100"),
    ],
)
def test_another_setting_than_the_first_exercise_has_is_said(changes, words):
    hint = check_fewest_units(Set(ABSOLUTE, hidden_units=4, **changes))
    assert hint.startswith("Not yet") and words in hint


SLOW = replace(QUESTION, learning_rate=1e-6)
AT_THE_EDGE = replace(QUESTION, learning_rate=2.5e-6)  # 1 of 40 starts
BOTH_SIGNS = replace(QUESTION, learning_rate=1e-4, standardise_inputs=True)


@pytest.mark.parametrize(
    ("experiment", "share", "beginning"),
    [
        (SLOW, 0.5, "Right"),
        (SLOW, np.array([0.55]), "Right"),
        (BOTH_SIGNS, 0.75, "Right"),
        (BOTH_SIGNS, 0.5, "It learns, from more starts"),
        (SLOW, 1, "It learns, from fewer starts"),
        (SLOW, 0, "It learns, from more starts"),
        (SLOW, None, "It learns from some starts"),
        (SLOW, "half", "It learns from some starts"),
        (SLOW, 50, "It learns from some starts"),
        (SLOW, math.nan, "It learns from some starts"),
        (QUESTION, 0.5, "Not yet: none of"),
        (QUESTION, 0, "Not yet: none of"),
        (AT_THE_EDGE, 0, "Not yet: only"),
        (replace(SLOW, final_relu=False), 1, "Not yet: this task keeps"),
        (replace(SLOW, input_max=9), 0.5, "Not yet: that is another task"),
        (replace(SLOW, function="|x|"), 0, "Not yet: that is another task"),
        (replace(SLOW, table=CARS), 0, "Not yet: that is another task"),
        (
            Experiment(input_max=1, inputs="randn"),
            0,
            "Not yet: that is another task",
        ),
    ],
)
def test_the_second_exercise_counts_the_starts(experiment, share, beginning):
    assert check_with_relu(Set(experiment), share).startswith(beginning)


def test_the_same_points_under_another_name_are_the_question():
    spread = replace(SLOW, inputs="spread")
    assert check_with_relu(Set(spread), 0.5).startswith("Right")


@pytest.mark.parametrize(
    "nonsense", [None, 2, "playground", Set, QUESTION, []]
)
@pytest.mark.parametrize("check", [check_fewest_units, check_with_relu])
def test_something_else_than_a_playground_gets_a_sentence(check, nonsense):
    assert "pass the playground itself" in check(nonsense)


def test_the_exercises_leave_the_playground_as_it_is(figure):
    before = figure.values(), figure.text
    check_fewest_units(figure)
    check_with_relu(figure, 0.5)
    assert (figure.values(), figure.text) == before

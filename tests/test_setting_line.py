"""A setting goes through a line of text and comes back the same."""

import re
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import experiments

from helpers.experiment import QUESTION, Experiment
from helpers.fixes import PRESETS
from helpers.setting_line import BEGIN, FEW, as_line, from_line
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table
from helpers.wording.errors import WrongType, WrongValue

BALL = COURSE_TABLES["Galileo's ball"].table
CARS = COURSE_TABLES["cars that stop"].table
SINE = replace(PRESETS["the repaired program"], function="sin", epochs=500)


@settings(deadline=None, max_examples=300)
@given(experiment=experiments(most_work=None))
def test_every_valid_setting_comes_back(experiment):
    line = as_line(experiment)
    assert len(line.splitlines()) == 1
    tables = [experiment.table] if experiment.table else []
    assert from_line(line, tables) == experiment
    if experiment.table is None:
        assert len(line) < 300


def test_a_line_says_what_matters_in_words():
    assert as_line(QUESTION).startswith(
        "accuracy0: input_max=999; learning_rate=0.01; hidden_units=128; #"
    )
    line = as_line(SINE)
    for words in (
        "epochs=500;", "function=sin;", "final_relu=False;",
        "standardise_inputs=True;",
    ):  # fmt: skip
        assert words in line
    assert "optimizer" not in line and "table" not in line
    assert "function=x²;" in as_line(replace(QUESTION, function="x²"))


def test_few_rows_stand_in_the_line_and_many_have_a_digest():
    few = as_line(Experiment(table=BALL))
    assert "x=1,2,3,4,5,6,7; y=33,130,298,526,824,1192,1620;" in few
    assert "input_max" not in few and len(few) < 300
    assert from_line(few) == Experiment(table=BALL)
    many = as_line(Experiment(table=CARS))
    assert f"rows=50; digest={CARS.digest};" in many
    x = np.arange(float(FEW))
    assert "x=0,1," in as_line(Experiment(table=Table(x, x)))


def test_a_digest_needs_its_table():
    changed = replace(CARS, factor=0.5, seed=3, x_name="v")
    experiment = Experiment(table=changed, seed=5)
    line = as_line(experiment)
    # Whatever else is said of the table at hand.
    for at_hand in (CARS, replace(CARS, seed=9, y_name="d"), changed):
        assert from_line(line, [BALL, at_hand]) == experiment
    with pytest.raises(WrongValue, match="a table of 50 rows") as caught:
        from_line(line, [BALL])
    assert "Read the same table as own data first" in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "  {}\n",
        "Look at this:\n\n> {}\n\nWhy does it diverge?",
        "dead: … ({})",
    ],
)
def test_it_may_stand_within_other_text(written):
    assert from_line(written.format(as_line(SINE))) == SINE


def test_it_may_be_broken_anywhere():
    line = as_line(replace(SINE, table=BALL))
    for at in range(len(BEGIN), len(line)):
        assert from_line(f"{line[:at]}\n  {line[at:]}") == (
            replace(SINE, table=BALL)
        )


@pytest.mark.parametrize("experiment", [SINE, Experiment(table=BALL)])
def test_a_cut_or_changed_line_gets_a_sentence(experiment):
    line = as_line(experiment)
    for at in range(len(line)):
        is_a_sentence(line[:at])
        if line[at] != " ":
            is_a_sentence(line[:at] + line[at + 1 :])
            is_a_sentence(line[:at] + "7§"[line[at] == "7"] + line[at + 1 :])


def is_a_sentence(text, tables=()):
    with pytest.raises((WrongType, WrongValue)) as caught:
        from_line(text, tables)
    sentence = str(caught.value)
    assert re.search(r"\b[Tt]ry ", sentence) and len(sentence) < 500
    return sentence


def sealed(body):
    """A line that somebody made by hand, with the right checksum."""
    from helpers.setting_line import _checksum

    return f"{BEGIN} {body} #{_checksum(body)}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("epochs=0;", "epochs must be a whole number from 1"),
        ("epochs=2.5;", "epochs must be a whole number"),
        ("epochs=many;", "epochs must be a number in a setting, not 'many'"),
        ("epochs=;", "epochs must be a number in a setting, not ''"),
        ("epochs=1e999;", "epochs must be a whole number"),
        ("epochs=5; epochs=5;", "has 'epochs=5', which says nothing"),
        ("eval=1;", "has 'eval=1', which says nothing"),
        ("__class__=1;", "which says nothing"),
        ("epochs;", "which says nothing"),
        ("table=None;", "which says nothing"),
        (";;", "which says nothing"),
        ("final_relu=maybe;", "final_relu must be a number in a setting"),
        ("final_relu=1;", "final_relu must be True or False"),
        ("optimizer=magic;", "optimizer must be one of"),
        ("inputs=arange; input_max=2.5;", "input_max must be"),
        ("x=1,2,3;", "y must be a number in a setting, not ''"),
        ("x=1,2,3; y=1,2;", "y must have 3 to 10,000 numbers, not 2"),
        ("x=1,2,3; y=1,2,3,4;", "x has 3 numbers and y 4"),
        ("x=1,1,1; y=1,2,3;", "at least two different numbers"),
        ("x=1,2,3; y=1,2,a;", "y must be a number in a setting, not 'a'"),
        ("x=1,2,3; y=1,2,3; x_name=%24;", "x_name must be 1 to 40 letters"),
        ("factor=2;", "x must be a number in a setting"),
        ("x=1,2,3; y=1,2,3; factor=0;", "factor must be a number from"),
        ("digest=0;", "rows must be a number in a setting"),
        ("rows=5; digest=0;", "a table of 5 rows"),
        ("rows=-1e999; digest=0;", "a table of −infinity rows"),
    ],
)
def test_a_line_made_by_hand_gets_a_sentence(body, words):
    assert words in is_a_sentence(sealed(body))


def test_an_empty_line_made_by_hand_is_the_question():
    assert from_line(sealed("learning_rate=0.01;")) == QUESTION


PIECES = st.sampled_from(
    [BEGIN, "#", "#5d0f3a", ";", "=", " ", "\n", "epochs", "x=", "1,2,3",
     "digest=", "%", "%F", "𝟙", "\x00", "\ud800", as_line(SINE)[:30]]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40) | st.lists(PIECES, max_size=20).map("".join))
def test_hostile_text_gets_a_sentence(text):
    is_a_sentence(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_hostile_text_with_a_right_checksum_gets_one_too(body):
    body = body.replace("#", "").replace("\ud800", "")
    try:
        from_line(sealed(body))
    except WrongValue:
        is_a_sentence(sealed(body))


@pytest.mark.parametrize("nonsense", [None, 3, b"accuracy0:", [], QUESTION])
def test_no_text_gets_a_sentence(nonsense):
    assert "The setting must be a text" in is_a_sentence(nonsense)


def test_a_normalised_x_squared_is_told_apart():
    """As some programs write letters anew: x² may come as x2."""
    line = as_line(replace(QUESTION, function="x²"))
    is_a_sentence(unicodedata.normalize("NFKC", line))

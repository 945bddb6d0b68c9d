"""The value that an experiment carries."""

from dataclasses import replace

import matplotlib.font_manager
import numpy as np
import pytest
from matplotlib.ft2font import FT2Font

from helpers.experiment import Experiment
from helpers.tables.value import MOST, Table, is_name

TABLE = Table([1, 2, 4], [2, 4, 8])


def test_equal_tables_are_one():
    same = Table(np.array([1.0, 2, 4]), (2, 4, 8))
    assert same == TABLE and hash(same) == hash(TABLE)
    assert len({same, TABLE}) == 1
    assert TABLE != "TABLE"
    for changes in (
        {"x": [1, 2, 5]}, {"y": [1, 2, 5]}, {"x_name": "t"}, {"y_name": "s"},
        {"factor": 2}, {"seed": 1},
    ):  # fmt: skip
        other = replace(TABLE, **changes)
        assert other != TABLE
        assert (other.digest == TABLE.digest) == (
            not changes.keys() & {"x", "y"}
        )


def test_rows_cannot_be_changed():
    given = np.array([1.0, 2, 4])
    table = Table(given, given)
    given[0] = 9
    assert table.x[0] == 1
    with pytest.raises(ValueError):
        table.x[0] = 9


def test_minus_0_is_0():
    assert Table([-0.0, 1, 2], [1, 2, 3]) == Table([0, 1, 2], [1, 2, 3])


def test_the_order_is_drawn_by_the_seed_alone():
    table = Table(np.arange(50), np.arange(50) ** 2)
    x, y = table.in_drawn_order()
    assert sorted(x) == table.x.tolist() and x.tolist() != table.x.tolist()
    assert (y == x**2).all()
    times_3, _ = replace(table, factor=3).in_drawn_order()
    assert (times_3 == 3 * x).all()
    others, _ = replace(table, seed=1).in_drawn_order()
    assert others.tolist() != x.tolist()


def test_it_is_shown_in_short():
    assert repr(TABLE) == f"<Table of 3 rows, {TABLE.digest}>"
    assert len(TABLE.digest) == 12
    assert repr(Experiment(table=TABLE)).count("Table") == 1


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"x": [1, 2]}, ValueError, "3 to 10,000 numbers, not 2"),
        ({"y": np.arange(MOST + 1)}, ValueError, "not 10,001"),
        ({"x": [1, 2, 3, 4]}, ValueError, "x has 4 numbers and y 3"),
        ({"x": [5, 5, 5]}, ValueError, "all are 5"),
        ({"y": [1, 2, 1e10]}, ValueError, "from −10⁹ to 10⁹"),
        ({"y": [1, 2, np.nan]}, ValueError, "finite"),
        ({"y": "many"}, TypeError, "one or more finite numbers"),
        ({"x_name": 3}, TypeError, "x_name must be a text"),
        ({"x_name": "$x$"}, ValueError, "letters that a figure can draw"),
        ({"y_name": ""}, ValueError, "y_name must be 1 to 40 letters"),
        ({"factor": 0}, ValueError, "factor must be a number from"),
        ({"seed": -1}, ValueError, "seed must be a whole number"),
    ],
)
def test_what_is_not_allowed_is_a_sentence(changes, error, words):
    with pytest.raises(error) as caught:
        replace(TABLE, **changes)
    assert words in str(caught.value)
    assert hasattr(caught.value, "_render_traceback_")


def test_every_letter_of_a_name_is_in_the_font():
    font = FT2Font(matplotlib.font_manager.findfont("DejaVu Sans"))
    allowed = [chr(c) for c in range(0x3000) if is_name(chr(c))]
    assert {*"aÄéœΩжµ²°%_"} <= {*allowed}
    assert [c for c in allowed if not font.get_char_index(ord(c))] == []


@pytest.mark.parametrize(
    "text", ["", " x", "x\n", "a\tb", "$", "x" * 41, "温度", "\u202ex", "\xad"]
)
def test_what_cannot_be_drawn_is_no_name(text):
    assert not is_name(text)

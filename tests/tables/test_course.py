"""The tables that come with the course, against what is known of them."""

import numpy as np
import pytest

from helpers.tables.course import COURSE_TABLES, DICE_SEED, THROWS
from helpers.tables.dependence import dependence
from helpers.tables.reading import read_table


@pytest.mark.parametrize("name", COURSE_TABLES)
def test_each_has_a_source_and_a_question(name):
    row = COURSE_TABLES[name]
    assert row.source.endswith(".") and row.task.endswith("?")
    assert read_table(row.table.as_text()).table == row.table


def test_galileo_s_distances_go_with_the_square_of_the_time():
    table = COURSE_TABLES["Galileo's ball"].table
    np.testing.assert_allclose(table.y / table.x**2, 33, rtol=0.02)


def test_the_cars_are_those_of_everybody_s_statistics():
    """The regression that R's own manual prints for its table cars."""
    table = COURSE_TABLES["cars that stop"].table
    slope, intercept = np.polyfit(table.x, table.y, 1)
    assert round(slope, 4) == 3.9324 and round(intercept, 4) == -17.5791
    assert round(np.corrcoef(table.x, table.y)[0, 1] ** 2, 4) == 0.6511
    assert (table.x.mean(), table.y.mean(), len(table.x)) == (15.4, 42.98, 50)


def test_the_dice_are_thrown_as_the_source_says():
    row = COURSE_TABLES["two dice"]
    call = f"default_rng({DICE_SEED}).integers(1, 7, ({THROWS}, 2))"
    assert call in row.source
    thrown = eval(f"np.random.{call}")
    assert row.table.y.tolist() == thrown.sum(axis=1).tolist()
    assert (row.table.y.min(), row.table.y.max()) == (2, 12)


def test_one_of_them_does_not_depend_on_x():
    seen = {
        name: dependence(row.table).is_seen
        for name, row in COURSE_TABLES.items()
    }
    assert seen == {
        "Galileo's ball": True, "cars that stop": True, "two dice": False,
    }  # fmt: skip

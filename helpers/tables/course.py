"""Three small tables for those who have brought none."""

from dataclasses import dataclass

import numpy as np

from helpers.tables.value import Table


@dataclass(frozen=True)
class CourseTable:
    """A table that comes with the course.

    Attributes
    ----------
    table : Table
    source : str
        Where its numbers are from, as a sentence.
    task : str
        What there is to find, as a question.
    """

    table: Table
    source: str
    task: str


_SPEED = [
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14,
    14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19,
    20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25,
]  # fmt: skip
_DISTANCE = [
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46,
    26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46,
    68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85,
]  # fmt: skip
THROWS, DICE_SEED = 120, 0


def _thrown() -> np.ndarray:
    """The sums of two dice, thrown by the computer."""
    dice = np.random.default_rng(DICE_SEED).integers(1, 7, (THROWS, 2))
    return dice.sum(axis=1)


COURSE_TABLES = {
    "Galileo's ball": CourseTable(
        Table(
            np.arange(1, 8),
            np.array([33, 130, 298, 526, 824, 1192, 1620]),
            "time (beats)",
            "distance (points)",
        ),
        "Galileo Galilei's notes on motion, about 1604 (Florence, Ms. Gal. "
        "72, folio 107v): how far a ball had rolled down a plane, in points "
        "of not quite 1 mm. The eighth and last row is left out here.",
        "After twice the time, how many times as far has the ball rolled?",
    ),
    "cars that stop": CourseTable(
        Table(
            np.array(_SPEED),
            np.array(_DISTANCE),
            "speed (mph)",
            "distance (feet)",
        ),
        "M. Ezekiel, Methods of Correlation Analysis (1930): how far cars "
        "of the 1920s went on until they stood. R has the same rows as cars.",
        "How high does R² get, and why not to 1, whatever you set?",
    ),
    "two dice": CourseTable(
        Table(np.arange(1, THROWS + 1), _thrown(), "throw", "sum of two dice"),
        "Made for this course: NumPy threw the dice, with "
        f"default_rng({DICE_SEED}).integers(1, 7, ({THROWS}, 2)).",
        "Does the sum depend on when the dice were thrown?",
    ),
}

"""The pictures of a class's page: to be read from the last row."""

from collections.abc import Collection, Mapping
from typing import Any

from helpers.drawing.palette import BLUE, GRID, LABELS, ORANGE
from helpers.drawing.parts import Still, course_style, still_figure

WIDTH = 9.6  # inches
ROW = 0.8  # inches: a line of words, and below it the bar
LETTERS = 15  # points
TICK = "✓ "  # what is right is told by more than its colour


def bars(
    title: str,
    parts: Mapping[str, tuple[int, int]],
    right: Collection[str] = (),
) -> Still:
    """A bar for each of several answers, below its words.

    Parameters
    ----------
    title : str
        What the alternative text begins with.
    parts : dict of str to (int, int)
        By answer: how many, and of how many.
    right : collection of str
        The answers that are right; none where none is.

    Returns
    -------
    Still
    """
    height = ROW * len(parts)
    with course_style():
        figure, (axes,) = still_figure(WIDTH, height, (0.01, 0, 0.98, 1))
        axes.set(xlim=(0, 1.32), ylim=(len(parts), 0))
        axes.axis("off")
        said = []
        for row, (answer, (some, total)) in enumerate(parts.items()):
            share = some / total if total else 0.0
            is_right = answer in right
            weight = "bold" if is_right else "normal"
            words = f"{TICK if is_right else ''}{answer}"
            numbers = f"{some} of {total} ({share:.0%})"
            style: dict[str, Any] = {
                "fontsize": LETTERS,
                "color": LABELS,
                "weight": weight,
                "va": "center",
                "parse_math": False,
            }
            axes.text(0, row + 0.3, words, **style)
            axes.barh(row + 0.72, 1, 0.34, color=GRID)
            color = BLUE if is_right or not right else ORANGE
            axes.barh(row + 0.72, share, 0.34, color=color)
            axes.text(1.02, row + 0.72, numbers, **style)
            said.append(f"{answer} {'Right: ' if is_right else ''}{numbers}.")
    return Still(figure, " ".join([title, *said]))

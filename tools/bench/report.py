"""The measurements as a table of text, and as a picture."""

import numpy as np

from helpers.drawing.palette import BLUE, GREY, ORANGE, STEPS, WHITE
from helpers.drawing.parts import course_style, still_figure
from helpers.drawing.sizes import BENCH

SCALES = {"s": (1e3, "ms"), "MB": (1, "MB"), "": (1, "")}
COLOURS = {"engine": BLUE, "NumPy": ORANGE, "Keras": GREY}
LINES = {"hidden units": "-", "points": "--", "runs": ":"}


def text(title, rows):
    """One section of the table: medians, with the quartiles in brackets."""
    return "\n".join([title, *map(_line, rows), ""])


def ratios(rows):
    """The medians, by name: what the README quotes."""
    return {
        row.name: float(np.median(row.ratios))
        for row in rows
        if row.ratios is not None
    }


def _line(row):
    scale, unit = SCALES[row.unit]
    line = f"  {row.name:42} {_spread(scale * row.values)} {unit:2}"
    if row.ratios is not None:
        line += f" {_spread(row.ratios)} {row.meaning}"
    elif row.meaning:
        line += f" {row.meaning}"
    return line.rstrip()


def _spread(values):
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    if len(values) == 1:
        return f"{_digits(middle):>9}"
    between = f"({_digits(low)}–{_digits(high)})"
    return f"{_digits(middle):>9} {between:17}"


def _digits(value):
    """Three digits that count, and no exponent."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    return f"{round(value, decimals):,.{min(decimals, 3)}f}"


def picture(trainings, growth, moves, budgets):
    """How much longer, how it grows, and where a move's time goes.

    Parameters
    ----------
    trainings, moves : list of Row
    growth : dict of (quantity, engine) to (sizes, times)
    budgets : dict of str to (dict of step to ndarray of seconds)

    Returns
    -------
    figure : matplotlib.figure.Figure
    words : str
        What it shows, for those who do not see it.
    """
    with course_style():
        figure, _ = still_figure(*BENCH)
        figure.set_layout_engine("constrained")
        (one, two), (three, four) = figure.subplots(2, 2)
        _bars(one, trainings)
        one.set_title("One training: times the compiled engine", loc="left")
        for (quantity, name), (sizes, times) in growth.items():
            two.loglog(
                sizes,
                np.divide(times, times[0]),
                "o" + LINES[quantity],
                color=COLOURS[name],
                label=f"{name}, {quantity}",
            )
        two.set_title("What grows: the cost, as a multiple", loc="left")
        two.set(xlabel="hidden units, points, runs", ylabel="times the first")
        two.legend(fontsize=8)
        _bars(three, moves)
        three.set_title("One slider move: times our live figure", loc="left")
        _stacks(four, budgets)
        four.set_title("Where a move's time goes (% of it)", loc="left")
    words = "; ".join(
        f"{row.name}: {_digits(np.median(row.ratios))} {row.meaning}"
        for row in (*trainings, *moves)
        if row.ratios is not None
    )
    return figure, f"Speed as ratios, measured side by side. {words}."


def _bars(axes, rows):
    names = [row.name for row in rows]
    ratios = [
        1 if row.ratios is None else np.median(row.ratios) for row in rows
    ]
    bars = axes.barh(names, ratios, color=BLUE, left=0)
    axes.bar_label(bars, [_digits(r) for r in ratios], padding=3)
    axes.set_xscale("log")
    axes.set_xlim(0.5, 6 * max(ratios))
    axes.set_xlabel("ratio (logarithmic)")
    axes.invert_yaxis()


def _stacks(axes, budgets):
    shares = {
        name: [np.median(times) for times in budget.values()]
        for name, budget in budgets.items()
    }
    steps = list(next(iter(budgets.values())))
    left = np.zeros(len(shares))
    for at, step in enumerate(steps):
        widths = np.array([100 * s[at] / sum(s) for s in shares.values()])
        axes.barh(list(shares), widths, left=left, color=STEPS[at],
                  edgecolor=WHITE, label=step)  # fmt: skip
        left += widths
    axes.invert_yaxis()
    axes.legend(
        ncols=3, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.12)
    )

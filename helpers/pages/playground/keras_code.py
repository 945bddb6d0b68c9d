"""The program that a learner takes away: an experiment in plain Keras."""

from importlib.resources import files
from typing import Any

from jinja2 import StrictUndefined, Template

from helpers.experiment import Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS
from helpers.tables.value import Table
from helpers.wording.numbers import literal

_TEMPLATE = Template(
    (files(__package__) / "program.py.j2").read_text("utf-8"),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
)


def program(experiment: Experiment) -> str:
    """Write an experiment as a complete program, with Keras and NumPy only.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
        Python source in ASCII, no line longer than 79 characters. Run, it
        leaves `history`, `model` and `answers` (in the units of y).

    Notes
    -----
    The points and the starting weights are exactly the experiment's. How
    closely the losses agree with those of `engine.train` was measured:

    - One batch of all training points: to 2·10⁻⁶ in 77 random settings over
      4 epochs, to 8·10⁻⁶ in the 20 epochs of the question's first answer.
    - Several batches: given the engine's order, to 2·10⁻⁷. Keras' own order
      differs, and a fixed seed makes TensorFlow repeat it in every epoch
      (its issue 35682). Of 120 random settings whose loss only falls, over
      up to 12 epochs, half agree within 0.2 % and 90 % within 4 %. The worst
      seen are a loss on its way to 0 (a factor 1.8 off) and SGD at rate 0.1,
      at the edge of stability (2.5).
    - The outcome was the same word in 341 of 344 settings, stable or not.

    The inputs are standardised in two NumPy lines and not by a
    `Normalization` layer: that one rounds in float32 (5·10⁻⁷ off), and
    would want its own three arrays in `model.set_weights`.
    """
    data = experiment.data
    points = len(data.x)
    row = INPUTS[experiment.inputs]
    function = FUNCTIONS[experiment.function]
    scale = literal(experiment.input_max)
    middle = literal(row.middle * experiment.input_max)
    return _TEMPLATE.render(
        experiment=experiment,
        optimizer=OPTIMIZERS[experiment.optimizer],
        function=function,
        x=row.source.format(scale=scale, points=points),
        y=function.source.format(
            scale=scale,
            middle=middle,
            shifted="x" if middle == "0" else f"x - {middle}",
        ),
        one_x=not data.x[data.train].std(),
        one_y=not data.y[data.train].std(),
        **_of_table(experiment.table),
        points=points,
        trained=len(data.x[data.train]),
        validated=len(data.x[data.validation]),
        tested=len(data.x[data.test]),
        train=_rows(data.train, points),
        validation=_rows(data.validation, points),
        test=_rows(data.test, points),
    )


def _of_table(table: Table | None) -> dict[str, Any]:
    """What the template needs of a table; nothing where there is none."""
    if table is None:
        return {"rows": [], "names": [], "factor": ""}
    names = (table.x_name, table.y_name)
    rows = zip(map(literal, table.x), map(literal, table.y), strict=True)
    return {
        "rows": [" ".join(row) for row in rows],
        "names": [n.encode("ascii", "replace").decode() for n in names],
        "factor": "" if table.factor == 1 else f" * {literal(table.factor)}",
    }


def _rows(part: slice, points: int) -> str:
    """A part as Python writes it: [:600], [600:750], [750:]."""
    last = "" if part.stop == points else part.stop
    return f"[{part.start or ''}:{last}]"

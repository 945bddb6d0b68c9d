"""What trainings cost: one, many, a map, and how it grows."""

import os
from dataclasses import replace

import numpy as np

from bench import rivals
from bench.measuring import Row, rows, seconds, side_by_side, slope
from helpers import engine, maps
from helpers.experiment import QUESTION, Experiment

# scikit-learn has no final ReLU, so here is a network that all can train.
SOUND = replace(
    QUESTION,
    final_relu=False,
    standardise_inputs=True,
    standardise_targets=True,
)
STARTS = 4096
GROWING = {
    "hidden units": [
        replace(SOUND, hidden_units=units) for units in (32, 128, 512, 2048)
    ],
    "points": [
        replace(SOUND, input_max=points)
        for points in (500, 2000, 8000, 32_000)
    ],
}


def one_run():
    """The question, and the same sizes where all engines can follow."""
    keras = "Keras: build, compile, fit"
    times = side_by_side(
        {
            "compiled engine": lambda: engine.train(QUESTION),
            "NumPy engine": lambda: rivals.without_compiler(QUESTION),
            keras: lambda: rivals.plain_keras(QUESTION),
        },
        7,
    )
    yield "The question, trained once", rows(times, "times the engine")
    times = side_by_side(
        {
            "compiled engine": lambda: engine.train(SOUND),
            "NumPy engine": lambda: rivals.without_compiler(SOUND),
            "scikit-learn, MLPRegressor": lambda: rivals.scikit_learn(SOUND),
            keras: lambda: rivals.plain_keras(SOUND),
        },
        7,
    )
    yield (
        "The same network repaired: scaled, and linear output",
        rows(times, "times the engine"),
    )


def many_runs():
    experiments = [Experiment(seed=seed) for seed in range(STARTS)]
    cores = os.cpu_count()
    times = side_by_side(
        {
            f"on {n} core{'s' if n > 1 else ''}": (
                lambda n=n: engine.train_many(experiments, n)
            )
            for n in sorted({1, cores})
        },
        5,
    )
    one, *rest = rows(times, "of the time on one core")
    yield f"{STARTS} starts of the question", [one, *rest]

    network = Experiment(inputs="spread", final_relu=False)
    alone = "one network of the map, on one core"
    among = f"the same, as one of {maps.SIZE**2}, times {cores} cores"
    whole = side_by_side(
        {
            alone: lambda: engine.train(network),
            among: lambda: list(maps.refine_map(network)),
        },
        5,
    )
    whole[among] *= cores / maps.SIZE**2
    yield "The map", rows(whole, "times the one alone")


def growth():
    """Rows of slopes, and the curves they are fitted to.

    Returns
    -------
    rows : list of Row
    curves : dict of (quantity, engine) to (sizes, times)
    """
    engines = {
        "engine": engine.train,
        "NumPy": rivals.without_compiler,
        "Keras": rivals.plain_keras,
    }
    curves = {}
    for quantity, experiments in GROWING.items():
        for name, train in engines.items():
            times = [
                np.median(
                    [seconds(lambda t=train, e=e: t(e)) for _ in range(3)]
                )
                for e in experiments
            ]
            sizes = [
                e.hidden_units if quantity == "hidden units" else len(e.data.x)
                for e in experiments
            ]
            curves[quantity, name] = sizes, times
    runs = [1, 16, 256, STARTS]
    curves["runs", "engine"] = (
        runs,
        [
            np.median(
                [
                    seconds(lambda n=n: engine.train_starts(QUESTION, n))
                    for _ in range(3)
                ]
            )
            for n in runs
        ],
    )
    slopes = []
    for (quantity, name), (sizes, times) in curves.items():
        fitted, error = slope(sizes, times)
        slopes.append(
            Row(
                f"{name}: {quantity} {sizes[0]} … {sizes[-1]}",
                np.array([fitted]),
                "",
                None,
                f"± {error:.2f}; {times[-1] / times[0]:,.0f} times the cost "
                f"for {sizes[-1] / sizes[0]:.0f} times as many",
            )
        )
    return slopes, curves

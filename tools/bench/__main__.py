"""Measure everything, print the table, and draw it: `make bench`."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench import kernels, moves, report, training
from helpers.drawing.sizes import BENCH_DPI

PICTURE = Path(__file__).parents[2] / "notebooks" / "images" / "bench.png"
PACKAGES = (
    "numpy", "numba", "matplotlib", "scikit-learn", "keras", "tensorflow",
    "ipykernel", "ipywidgets", "jupyterlab",
)  # fmt: skip


def main():
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
    print("Medians of repeated measurements, quartiles in brackets.\n")

    ratios = {}

    def show(title, rows):
        print(report.text(title, rows), flush=True)
        ratios[title] = report.ratios(rows)

    for section in training.one_run():
        show(*section)
    trainings = section[1]  # the one that all engines can train
    for section in training.many_runs():
        show(*section)
    slopes, curves = training.growth()
    show("How the cost grows: slope in log-log (1: in proportion)", slopes)
    for section in kernels.kernels():
        show(*section)
    sections, budgets = moves.moves()
    for section in sections:
        show(*section)
    figure, words = report.picture(trainings, curves, sections[0][1], budgets)
    figure.savefig(
        PICTURE,
        dpi=BENCH_DPI,
        metadata={"Description": words, "Ratios": json.dumps(ratios)},
    )
    print(f"{PICTURE}: {words}")


if __name__ == "__main__":
    main()

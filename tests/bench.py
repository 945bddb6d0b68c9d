"""Speed as ratios, measured side by side in one process: `make bench`.

No test asserts a timing: machines differ, and so do their neighbours.
"""

import os
import platform
import statistics
import time
from importlib.metadata import version

import ipywidgets as widgets

from helpers import engine, keras_twin, live, maps, plots
from helpers.experiment import QUESTION, Experiment

STARTS = 4096


def seconds(function, repeats, clock=time.perf_counter):
    """Median and spread (largest - smallest) of repeated calls."""
    times = []
    for _ in range(repeats):
        begin = clock()
        function()
        times.append(clock() - begin)
    return statistics.median(times), max(times) - min(times)


def row(name, median, spread, ratio=""):
    print(f"{name:46} {1e3 * median:10.2f} ±{1e3 * spread:8.2f} ms  {ratio}")


def one_run():
    engine.train(QUESTION)  # compiled before the clock starts
    keras_twin.train(QUESTION)
    compiled, spread = seconds(lambda: engine.train(QUESTION), 200)
    row("the question, compiled engine", compiled, spread)
    keras, spread = seconds(lambda: keras_twin.train(QUESTION), 5)
    ratio = f"{keras / compiled:,.0f} times the engine"
    row("the question, Keras build + compile + fit", keras, spread, ratio)


def many_runs():
    experiments = [Experiment(seed=seed) for seed in range(STARTS)]
    medians = {}
    for workers in (1, os.cpu_count()):
        median, spread = seconds(
            lambda workers=workers: engine.train_many(experiments, workers), 3
        )
        medians[workers] = median
        ratio = f"{medians[1] / median:.2f} times one core's speed"
        row(f"{STARTS} starts on {workers} core(s)", median, spread, ratio)


def one_map():
    network = Experiment(inputs="spread", final_relu=False)
    single, spread = seconds(lambda: engine.train(network), 200)
    row("one network of the map", single, spread)
    per_network, spread = (
        value / maps.SIZE**2
        for value in seconds(lambda: maps.train_map(network), 3)
    )
    ratio = per_network / (single / os.cpu_count())
    ratio = f"{ratio:.2f} times the one's share of a core"
    row(f"the same, as one of {maps.SIZE**2}", per_network, spread, ratio)
    # Processor time does not count what other programs take of the cores.
    cpu = time.process_time
    single, _ = seconds(lambda: engine.train(network), 200, cpu)
    per_network, spread = (
        value / maps.SIZE**2
        for value in seconds(lambda: maps.train_map(network), 3, cpu)
    )
    ratio = f"{per_network / single:.2f} times the one's"
    row("the same, in processor time", per_network, spread, ratio)


def one_picture():
    picture = plots.QuestionPicture()

    def respond(learning_rate):
        run = engine.train(Experiment(learning_rate=learning_rate))
        picture.show(run)
        return plots.alternative_text(run)

    slider = widgets.FloatSlider(value=0.01, min=0, max=1)
    figure = live.LiveFigure(
        picture, respond, {"learning_rate": slider}, [slider]
    )
    row("a slider move, frame kept", *seconds(figure.refresh, 50))

    def with_new_frame():
        for panel in figure.image._panels:
            panel._frames.clear()
        figure.refresh()

    row("a slider move, frame drawn anew", *seconds(with_new_frame, 50))

    def whole_figure():
        plots.question(engine.train(QUESTION)).savefig(os.devnull)

    row("the same as a new figure", *seconds(whole_figure, 20))


if __name__ == "__main__":
    names = ("numpy", "numba", "matplotlib", "keras", "tensorflow")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {version(name)}" for name in names))
    one_run()
    many_runs()
    one_map()
    one_picture()

"""The button *same in Keras* of a live figure."""

import statistics
import threading
import time
from collections.abc import Callable

import ipywidgets as widgets

from helpers import engine, jit, keras_twin
from helpers.drawing.live_text import LiveText
from helpers.experiment import Experiment
from helpers.keras_tools import load_keras
from helpers.pages.shared import controls
from helpers.run import Run, largest_difference
from helpers.wording.numbers import number

IDLE = "same in Keras", "check"  # what the button says, and its icon
BUSY = "stop Keras", "stop"
NOT_HERE = (
    "Keras does not run in a browser. Open this page in JupyterLab on a "
    "computer, or in Colab, to train the same network in Keras."
)


class KerasCheck:
    """The button *same in Keras*: trains the twin beside the page.

    Keras runs in a thread, so the sliders stay alive. A move of a slider, or
    the button again, stops it. Where there are no threads, in a browser,
    there is no Keras either, and the button says where it runs.

    Parameters
    ----------
    current : callable
        Returns the Experiment that the controls show now.

    Attributes
    ----------
    button, report : ipywidgets widgets
    on_finish : callable
        Called from the thread when there is something new to draw.
    """

    def __init__(self, current: Callable[[], Experiment]) -> None:
        self._current = current
        self._is_running = False
        self._stop = False
        self._confirmed: Run | None = None  # what Keras gave
        self.on_finish: Callable[[], None] = lambda: None
        self.button = controls.button(
            *IDLE, self._start_or_stop,
            "Train the same network, with the same batches",
        )  # fmt: skip
        self._progress = widgets.IntProgress(
            layout={"width": "160px", "display": "none"}
        )
        self._line = LiveText()
        # Its place is kept when it is empty: nothing on the page may jump.
        self.report = widgets.HBox(
            [self._progress, self._line],
            layout={"min_height": "48px", "visibility": "hidden"},
        )

    def confirmation(self, experiment: Experiment) -> Run | None:
        """Keras' Run of this very experiment, or None.

        Keeps the report on the page only while it is about it.
        """
        confirmed = self._confirmed
        if confirmed is not None and confirmed.experiment != experiment:
            confirmed = None
        if not self._is_running:
            visibility = "hidden" if confirmed is None else "visible"
            self.report.layout.visibility = visibility
        return confirmed

    def _start_or_stop(self) -> None:
        if self._is_running:
            self._stop = True
            return
        if not jit.has_threads():
            self._say(NOT_HERE)
            return
        self._is_running, self._stop = True, False
        experiment = self._current()
        self.button.description, self.button.icon = BUSY
        self._progress.max = experiment.epochs
        self._progress.value = 0
        self._progress.layout.display = ""
        self._say("Keras is starting (the first time takes a few seconds) …")
        self._thread = threading.Thread(
            target=self._train, args=(experiment,), daemon=True
        )
        self._thread.start()

    def _train(self, experiment: Experiment) -> None:
        run = None
        try:
            load_keras()
            begin = time.perf_counter()
            run = keras_twin.train(experiment, self._on_epoch(experiment))
            seconds = time.perf_counter() - begin
            if run is None:
                text = "Keras was stopped before it was done."
            else:
                self._confirmed = run
                text = _compare(run, seconds)
        except Exception as error:  # a page never shows a traceback
            text = f"Keras could not train this. {error}"
        self._is_running = False
        self.button.description, self.button.icon = IDLE
        self._progress.layout.display = "none"
        if run is not None:
            self.on_finish()
        self._say(text)

    def _on_epoch(self, experiment: Experiment) -> Callable[[int, int], bool]:
        def on_epoch(done: int, of: int) -> bool:
            self._progress.value = done
            self._say(f"Keras: epoch {number(done)} of {number(of)}")
            return self._stop or self._current() != experiment

        return on_epoch

    def _say(self, text: str) -> None:
        self._line.say(text)
        self.report.layout.visibility = "visible"


def _compare(run: Run, seconds: float) -> str:
    """What Keras says, next to what our own engine says."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        mine = engine.train(run.experiment)
        times.append(time.perf_counter() - begin)
    here = statistics.median(times)
    difference = number(largest_difference(mine, run), 2)
    if mine.outcome == run.outcome:
        verdict = f"Keras says the same: {run.outcome}."
    else:
        verdict = (
            f"Keras says {run.outcome}, {engine.loops.NAME} {mine.outcome}: "
            "this training magnifies rounding errors."
        )
    return (
        f"{verdict} Its losses are the crosses; largest relative difference "
        f"to the engine's: {difference}. "
        f"Keras took {number(seconds, 2)} s, {engine.loops.NAME} "
        f"{number(here, 2)} s ({number(round(seconds / here))} times "
        "as fast)."
    )

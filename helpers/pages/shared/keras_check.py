"""The button *same in Keras* of a live figure."""

import statistics
import threading
import time
from html import escape

import ipywidgets as widgets

from helpers import engine, keras_twin
from helpers.drawing.live_text import LiveText
from helpers.keras_tools import load_keras
from helpers.run import largest_difference
from helpers.wording.numbers import number

REPORT = '<div style="line-height: 1.45; white-space: normal">{}</div>'


class KerasCheck:
    """The button *same in Keras*: trains the twin beside the page.

    Keras runs in a thread, so the sliders stay alive. A move of a slider, or
    the button again, stops it.

    Parameters
    ----------
    current : callable
        Returns the Experiment that the controls show now.

    Attributes
    ----------
    button, report : ipywidgets widgets
    """

    def __init__(self, current):
        self._current = current
        self._thread = None
        self._stop = False
        self._confirmed = None  # the Run that Keras gave
        self._finish = lambda: None
        self.button = widgets.Button(
            icon="check", layout=widgets.Layout(width="auto")
        )
        self._progress = widgets.IntProgress(
            layout=widgets.Layout(width="160px")
        )
        self._line = LiveText()
        # Its place is kept when it is empty: nothing on the page may jump.
        self.report = widgets.HBox(
            [self._progress, self._line],
            layout={"min_height": "48px", "visibility": "hidden"},
        )
        self._show_idle()
        self.button.on_click(self._on_click)

    def on_finish(self, function):
        """Call `function` when there is something new to draw."""
        self._finish = function

    def confirmation(self, experiment):
        """Keras' Run of this very experiment, or None.

        Keeps the report on the page only while it is about it.
        """
        confirmed = self._confirmed
        if confirmed is not None and confirmed.experiment != experiment:
            confirmed = None
        if not self.is_running:
            visibility = "hidden" if confirmed is None else "visible"
            self.report.layout.visibility = visibility
        return confirmed

    @property
    def is_running(self):
        return self._thread is not None and self._thread.is_alive()

    def wait(self, timeout=None):
        """Wait until Keras is done, for at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _on_click(self, _):
        if self.is_running:
            self._stop = True
            return
        self._stop = False
        experiment = self._current()
        self.button.description, self.button.icon = "stop Keras", "stop"
        self._progress.max = experiment.epochs
        self._progress.value = 0
        self._progress.layout.display = ""
        self._say("Keras is starting (the first time takes a few seconds) …")
        self._thread = threading.Thread(
            target=self._train, args=(experiment,), daemon=True
        )
        self._thread.start()

    def _train(self, experiment):
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
        self._thread = None
        self._show_idle()
        if run is not None:
            self._finish()
        self._say(text)

    def _on_epoch(self, experiment):
        def on_epoch(done, of):
            self._progress.value = done
            self._say(f"Keras: epoch {number(done)} of {number(of)}")
            return self._stop or self._current() != experiment

        return on_epoch

    def _show_idle(self):
        self.button.description, self.button.icon = "same in Keras", "check"
        self.button.tooltip = "Train the same network, with the same batches"
        self._progress.layout.display = "none"

    def _say(self, text):
        self._line.value = REPORT.format(escape(text))
        self.report.layout.visibility = "visible"


def _compare(run, seconds):
    """What Keras says, next to what the compiled engine says."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        mine = engine.train(run.experiment)
        times.append(time.perf_counter() - begin)
    compiled = statistics.median(times)
    difference = number(largest_difference(mine, run), 2)
    if mine.outcome == run.outcome:
        verdict = f"Keras says the same: {run.outcome}."
    else:
        verdict = (
            f"Keras says {run.outcome}, the compiled engine {mine.outcome}: "
            "this training magnifies rounding errors."
        )
    return (
        f"{verdict} Its losses are the crosses; largest relative difference "
        f"to the engine's: {difference}. "
        f"Keras took {number(seconds, 2)} s, the compiled engine "
        f"{number(compiled, 2)} s ({number(round(seconds / compiled))} times "
        "as fast)."
    )

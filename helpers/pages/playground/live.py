"""The live figure of notebook 06: every knob, and a map."""

import base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np
from traitlets import TraitError

from helpers import engine, maps
from helpers.describe import describe, differences, setting
from helpers.drawing.live import DRAWING, LiveFigure, LiveImage
from helpers.drawing.panels import RunPicture
from helpers.experiment import QUESTION, SWITCHES, Experiment
from helpers.fixes import PRESETS
from helpers.jit import cores
from helpers.optimizers import OPTIMIZERS
from helpers.pages.playground.keras_code import program
from helpers.pages.playground.own_data import OwnData
from helpers.pages.playground.picture import SmallMapPicture, captioned
from helpers.pages.playground.sharing import Sharing
from helpers.pages.shared import controls
from helpers.pages.shared.background import BackgroundMap
from helpers.pages.shared.keras_check import KerasCheck
from helpers.points import FUNCTIONS, INPUTS
from helpers.setting_line import as_line, from_line
from helpers.wording.errors import WrongValue
from helpers.wording.numbers import number

STYLE = Path(__file__).with_name("style.css").read_text("utf-8")

# Beyond these one training would take many seconds.
EPOCHS = 1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500
BATCH_SIZES = 20, 50, 100, 200, 500, 1000
FEWEST_POINTS = 3  # of x = 1, 2, …: fewer cannot be split


def playground() -> "Playground":
    """Every knob of the question, the answers, and the map.

    Returns
    -------
    Playground
    """
    return Playground()


class Playground(LiveFigure):
    """A live figure of every knob; see `playground`.

    Attributes
    ----------
    experiment : Experiment
        What the controls show now.
    """

    def __init__(self) -> None:
        self._picture = RunPicture(in_detail=True)
        self._map_picture = SmallMapPicture()
        self._map_image = LiveImage(self._map_picture)
        self._show_map = widgets.Checkbox(
            True,
            description="map",
            indent=False,
            layout={"width": "70px", "margin": "0 0 0 12px"},
        )
        self._background = BackgroundMap()
        self._check = KerasCheck(lambda: self.experiment)
        self._code = widgets.Textarea(
            layout={"width": "100%", "height": "420px", "display": "none"},
        )
        self._link = widgets.HTML()
        self._own = OwnData()
        self._sharing = Sharing(self._paste)
        knobs = _knobs() | {"table": self._own}
        super().__init__(
            self._picture,
            self._respond_to,
            knobs,
            [self._laid_out(knobs), self._map_image.widget.add_class("map")],
            [
                self._check.report, self._link, self._own, self._sharing,
                self._code,
            ],
        )  # fmt: skip
        self.image.widget.add_class("run")
        # Where each of them is, depends on the space: see the style.
        style = widgets.HTML(f"<style>{STYLE}</style>")
        self.set_trait("children", [widgets.Box(self.children), style])
        self.add_class("playground")
        self._check.on_finish = self.refresh
        self._show_map.observe(lambda _: self.refresh(), names="value")
        self._background.wait()  # a saved page shows the whole map
        # From now on one core is left for what the sliders train.
        self._background.workers = max(1, cores() - 1)
        self._background.on_level = self._draw_map
        self._draw_map()

    @property
    def experiment(self) -> Experiment:
        return _experiment(self.values())

    def _laid_out(self, knobs: dict[str, widgets.Widget]) -> widgets.Widget:
        presets = [
            controls.button(name, "", partial(self._set, preset))
            for name, preset in PRESETS.items()
        ]
        code = controls.button(
            "Keras code", "code", self._toggle_code,
            "This setting as a program to take away",
        )  # fmt: skip
        save = controls.button(
            "save picture", "download", self._offer_picture,
            "Make a PNG with the setting in it",
        )  # fmt: skip
        own = controls.button(
            "own data", "table", self._own.toggle,
            "Learn two columns of numbers that you bring",
        )  # fmt: skip
        share = controls.button(
            "setting as a text", "share-alt", self._toggle_sharing,
            "Copy this setting, or paste another one",
        )  # fmt: skip
        start = knobs["seed"]
        rows = [
            _row(presets),
            _row([self._check.button, code, save, own, share]),
            _row([knobs["function"], knobs["optimizer"]]),
            knobs["inputs"],
            _row([knobs[name] for name in SWITCHES]),
            _row([start, start.new, self._show_map]),
            self._own.factor,  # in place of the range
            *(knobs[name] for name in _SLIDERS),  # next to the picture
        ]
        return widgets.VBox(rows).add_class("knobs")

    def _set(self, preset: Experiment) -> None:
        self.set_controls(
            **{name: getattr(preset, name) for name in self.values()}
        )

    def _paste(self, text: str) -> None:
        """Set every knob as a text says, or none of them."""
        experiment = from_line(text, self._own.known)
        before = self.values()
        with suppress(TraitError):  # a knob without such a value
            self._set(experiment)
        # In the order in which they are set: the first is the one.
        missed = [
            name
            for name in before
            if getattr(self.experiment, name) != getattr(experiment, name)
        ]
        if missed:
            self.set_controls(**before)
            value = getattr(experiment, missed[0])
            raise WrongValue(
                f"No knob here can be set to {missed[0]}={value!r}. Try to "
                "copy a setting from a playground."
            )

    def _respond_to(self, **values: Any) -> str:
        experiment = _experiment(values)
        has_table = experiment.table is not None
        self.controls["input_max"].layout.display = "none" if has_table else ""
        for name in ("function", "inputs"):
            self.controls[name].disabled = has_table
        run = engine.train(experiment)
        self._picture.show(run, self._check.confirmation(experiment))
        if self._code.layout.display != "none":
            self._code.value = program(experiment)
        if self._show_map.value:
            self._background.request(maps.network_of(experiment))
        self._link.value = ""  # it would save another picture
        if self._sharing.is_open:
            self._sharing.show(as_line(experiment))
        return f"{describe(run)}\n({_in_words(experiment)})"

    def refresh(self) -> None:
        """Show the present setting: the training first, then the map."""
        self._map_image.interrupt()  # or the training would wait for it
        super().refresh()
        self._draw_map()

    def _draw_map(self) -> None:
        with DRAWING:
            shown = self._show_map.value
            display = "" if shown else "none"
            self._map_image.widget.layout.display = display
            if not shown:
                return
            experiment = self.experiment
            network = maps.network_of(experiment)
            latest, trained_map = self._background.state_for(network)
            self._map_picture.show(experiment, latest)
            if trained_map:
                share = round(100 * trained_map.share("learned"))
                text = f"{share} % of the networks on the map learn."
            else:
                text = "The map of this network is being trained …"
            self._map_image.draw(text)

    def _toggle_code(self) -> None:
        hidden = self._code.layout.display == "none"
        self._code.value = program(self.experiment)
        self._code.layout.display = "" if hidden else "none"

    def _toggle_sharing(self) -> None:
        self._sharing.toggle()
        self._sharing.show(self.setting_line)

    def still(self) -> bytes:
        """The map and the training in one picture, as PNG."""
        return captioned(self._pixels(), f"{self.text}\n{self.setting_line}")

    def _pixels(self) -> list[np.ndarray]:
        with DRAWING:
            shown = [self._map_image] if self._show_map.value else []
            return [image.pixels() for image in (*shown, self.image)]

    def _offer_picture(self) -> None:
        address = base64.b64encode(self.still()).decode("ascii")
        self._link.value = (
            '<a download="playground.png" style="text-decoration: underline" '
            f'href="data:image/png;base64,{address}">playground.png</a>'
        )


_SLIDERS = (
    "input_max", "learning_rate", "hidden_units", "epochs", "batch_size",
)  # fmt: skip


def _knobs() -> dict[str, widgets.Widget]:
    def steps(
        description: str, values: Sequence[int], value: int
    ) -> widgets.Widget:
        return controls.wide(
            widgets.SelectionSlider,
            description,
            options=[(number(v), v) for v in values],
            value=value,
        )

    def choice(
        description: str,
        table: Mapping[str, Any],
        width: str,
        label: str = "100px",
    ) -> widgets.Dropdown:
        return widgets.Dropdown(
            description=description,
            options=[(row.label, name) for name, row in table.items()],
            style={"description_width": label},
            layout={"width": width, "max_width": "100%"},
        )

    def switch(name: str) -> widgets.Checkbox:
        return widgets.Checkbox(
            getattr(QUESTION, name),
            description=SWITCHES[name].label,
            indent=False,
            layout={"width": "auto", "margin": "0 12px 0 4px"},
        )

    return {
        "input_max": controls.map_range(),
        "learning_rate": controls.map_rate(),
        "hidden_units": controls.hidden_units(),
        "epochs": steps("epochs", EPOCHS, QUESTION.epochs),
        "batch_size": steps("batch size", BATCH_SIZES, QUESTION.batch_size),
        "function": choice("function", FUNCTIONS, "205px"),
        "inputs": choice("inputs", INPUTS, "380px"),
        "optimizer": choice("optimizer", OPTIMIZERS, "171px", "70px"),
        **{name: switch(name) for name in SWITCHES},
        "seed": controls.Start(),
    }


def _row(parts: list[widgets.Widget]) -> widgets.HBox:
    return widgets.HBox(parts, layout=controls.ROW)


def _experiment(values: dict[str, Any]) -> Experiment:
    """The Experiment of the controls' values."""
    largest = values["input_max"]
    if values["inputs"] == "arange":
        largest = max(FEWEST_POINTS, largest)
    return controls.experiment_of(values | {"input_max": largest})


def _in_words(experiment: Experiment) -> str:
    return "; ".join([setting(experiment), *differences(experiment)])

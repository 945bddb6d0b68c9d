"""The playground's setting as a text: one to copy, and a place to paste."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from helpers.drawing.copy_line import CopyLine
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls
from helpers.wording.errors import WrongValue


class Sharing(widgets.VBox):
    """A line that stands for the setting, and a field for another one.

    Parameters
    ----------
    on_paste : callable
        Takes the text that was pasted; raises a `WrongValue` if it is no
        setting of this playground.

    Attributes
    ----------
    is_open : bool
    """

    def __init__(self, on_paste: Callable[[str], None]) -> None:
        self._on_paste = on_paste
        self._copy = CopyLine(description="copy setting")
        self._field = widgets.Text(
            description="a setting",
            placeholder="accuracy0: …",
            style=controls.LABEL,
            layout={"width": "auto", "flex": "1 1 300px"},
        )
        self._field.on_msg(self._on_message)
        paste = controls.button(
            "paste setting", "paste", self._paste,
            "Set every knob as this text says",
        )  # fmt: skip
        self._said = LiveText()
        row = widgets.HBox([self._field, paste], layout=controls.ROW)
        super().__init__([self._copy, row, self._said])
        self.layout.display = "none"

    @property
    def is_open(self) -> bool:
        return self.layout.display != "none"

    def toggle(self) -> None:
        """Open it, or fold it up."""
        self.layout.display = "none" if self.is_open else ""

    def show(self, line: str) -> None:
        """Show the line of the present setting."""
        self._copy.line = line
        self._said.value = ""

    def _on_message(self, _: Any, content: Any, buffers: Any) -> None:
        if content == {"event": "submit"}:  # Enter
            self._paste()

    def _paste(self) -> None:
        try:
            self._on_paste(self._field.value)
        except WrongValue as error:
            said = str(error)
        else:
            self._field.value = ""
            said = "Every knob is set as the text says."
        self._said.say(said)

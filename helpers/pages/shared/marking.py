"""Mark, commit, reveal: a question of which any number of options is right."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls, memory
from helpers.pages.shared.prediction import said

ASKED = "To mark them, run this cell (Shift + Enter). The cells below answer."
GUESS = "this is my guess"
NONE = "none of them"
BETWEEN = "; "


class Several(dict[str, str]):
    """Each option, and what is said to it; any number of them is right."""


def as_text(marked: Iterable[str]) -> str:
    """What was marked, as one choice that is kept."""
    return BETWEEN.join(marked) or NONE


def marked_in(choice: str, options: Iterable[str]) -> list[str] | None:
    """What was marked, in the order of the options.

    Parameters
    ----------
    choice : str
        As `as_text` writes it.
    options : iterable of str

    Returns
    -------
    list of str or None
        None if `as_text` never writes this of these options.
    """
    marked = [] if choice == NONE else choice.split(BETWEEN)
    return marked if marked == [o for o in options if o in marked] else None


class Marking(LiveBox):
    """A question with a box to tick for each option, and one button.

    The button commits, and reveals what is to be said about every option
    that is right or was marked. After that no box changes any more. Nothing
    happens if nobody clicks: the cells below have the answer too. What was
    marked is kept when the question is asked again.

    Parameters
    ----------
    question : str
    reveals : dict of str to str
        Each option, and what is revealed; *word* stands out. The text of
        what is right begins with "Yes."

    Attributes
    ----------
    question : str
    choice : str or None
        What was marked, see `marked_in`; None before the button.
    """

    def __init__(self, question: str, reveals: Mapping[str, str]) -> None:
        self.question = question
        self._reveals = reveals
        self._boxes = {
            option: widgets.Checkbox(
                description=option,
                indent=False,
                layout={"width": "auto", "max_width": "560px"},
            )
            for option in reveals
        }
        # Never disabled, and nor are the boxes: what is disabled loses the
        # keyboard's focus to the page, and Shift + Enter is dead.
        self._button = controls.button(GUESS, "", self._guess)
        self._button.layout.align_self = "flex-start"
        self._reveal = LiveText()
        super().__init__(
            [
                widgets.HTML(f"<b>{escape(question)}</b>"),
                *self._boxes.values(),
                self._button,
                self._reveal,
            ]
        )
        self.choice: str | None = None
        earlier = memory.choice_of(question)
        if earlier is not None and marked_in(earlier, reveals) is not None:
            self._commit(earlier)
        for box in self._boxes.values():
            box.observe(lambda _: self._tick(), "value")

    def _guess(self) -> None:
        if self.choice is None:
            marked = [o for o, box in self._boxes.items() if box.value]
            memory.choose(self.question, list(self._reveals), as_text(marked))
            self._commit(as_text(marked))

    def _commit(self, choice: str) -> None:
        self.choice = choice
        self._tick()
        self._button.icon = "circle"  # a tick would say that it is right
        self._button.button_style = "info"
        self._reveal.value = self._told()

    def _tick(self) -> None:
        """Tick what was committed, whatever somebody ticks afterwards."""
        if self.choice is not None:
            marked = marked_in(self.choice, self._reveals) or []
            for option, box in self._boxes.items():
                box.value = option in marked

    def _told(self) -> str:
        marked = marked_in(self.choice or NONE, self._reveals) or []
        right = [o for o, s in self._reveals.items() if s.startswith("Yes.")]
        agree = sum((o in marked) == (o in right) for o in self._reveals)
        told = "".join(
            f"<li><b>{escape(option)}</b>{said(reveal)}</li>"
            for option, reveal in self._reveals.items()
            if option in marked or option in right
        )
        return (
            said(f"You are right about {agree} of {len(self._reveals)}.")
            + f'<ul style="margin: 0">{told}</ul>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        options = "\n".join(f"  ☐ {option}" for option in self._reveals)
        text = f"{self.question}\n{options}\n{ASKED}"
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": text}, metadata

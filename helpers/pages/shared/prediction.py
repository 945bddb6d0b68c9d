"""Predict, commit, reveal: a question with a button for each option."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls, memory
from helpers.wording.errors import WrongValue
from helpers.wording.fields import shown

ASKED = (
    "To choose, run this cell (Shift + Enter). The cells below have the "
    "answer."
)


class Prediction(LiveBox):
    """A question with a button for each option.

    The first click commits, and reveals what is to be said about that very
    choice; later ones change nothing. Nothing happens if nobody clicks: the
    cells below have the answer too. A choice is kept when the question is
    asked again.

    Parameters
    ----------
    question : str
    reveals : dict of str to str
        Each option, and what its choice reveals; *word* stands out.
    on_choice : callable, optional
        Called after the click.

    Attributes
    ----------
    question : str
    choice : str or None
        The option that was taken.
    """

    def __init__(
        self,
        question: str,
        reveals: Mapping[str, str],
        on_choice: Callable[[], None] = lambda: None,
    ) -> None:
        self.question = question
        self._on_choice = on_choice
        self._reveals = reveals
        # Never disabled: a disabled button loses the keyboard's focus to the
        # page, and Shift + Enter is dead from then on.
        self._buttons = {
            option: option_button(option, partial(self._take, option))
            for option in reveals
        }
        self._reveal = LiveText()
        rows = widgets.VBox([*self._buttons.values()])
        super().__init__(
            [widgets.HTML(f"<b>{escape(question)}</b>"), rows, self._reveal]
        )
        self.choice: str | None = None
        earlier = memory.choice_of(question)
        if earlier is not None and earlier in reveals:
            self._commit(earlier)

    def take_back(self) -> None:
        """As if it had not been answered yet."""
        if self.choice is not None:
            memory.choose(self.question, list(self._reveals), None)
        self.choice, self._reveal.value = None, ""
        for button in self._buttons.values():
            button.icon = button.button_style = ""
            button.remove_class("passed-over")

    def _take(self, option: str) -> None:
        if self.choice is None:
            memory.choose(self.question, list(self._reveals), option)
            self._commit(option)
            self._on_choice()

    def _commit(self, option: str) -> None:
        self.choice = option
        for other, button in self._buttons.items():
            if other != option:
                button.add_class("passed-over")
        chosen = self._buttons[option]
        chosen.icon = "circle"  # a tick would say that it is right
        chosen.button_style = "info"
        self._reveal.value = said(self._reveals[option])

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        text = as_text(self.question, self._reveals)
        return data | {"text/plain": text}, metadata


def option_button(option: str, on_click: Callable[[], None]) -> widgets.Button:
    """A button for one of several options, below each other."""
    button = controls.button(option, "", on_click)
    button.layout = {"width": "auto", "max_width": "560px"}
    return button


def said(text: str) -> str:
    """What is said to a choice, as HTML; *word* is the only mark-up used."""
    parts = "".join(
        f"<i>{part}</i>" if i % 2 else part
        for i, part in enumerate(escape(text).split("*"))
    )
    return f'<div style="line-height: 1.45; white-space: normal">{parts}</div>'


def as_text(question: str, options: Iterable[str]) -> str:
    """A question as a saved page shows it."""
    rows = "\n".join(f"  ○ {option}" for option in options)
    return f"{question}\n{rows}\n{ASKED}"


def prepared(
    question: str, reveals: Mapping[str, Mapping[str, str]]
) -> Prediction:
    """A prediction, with what the pages have prepared for it.

    Parameters
    ----------
    question : str
        One of the keys of `reveals`.
    reveals : dict of str to dict of str to str
        For each question its options, and what the choice of each reveals.

    Returns
    -------
    Prediction

    Raises
    ------
    ValueError
        If there is no such question.
    """
    if not isinstance(question, str) or question not in reveals:
        raise WrongValue(
            f"There is no answer prepared for the question {shown(question)}. "
            f"Copy one of: {'; '.join(reveals)}"
        )
    return Prediction(question, reveals[question])

"""Predict, commit, reveal: a question with a button for each option."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.drawing.live_text import LiveText
from helpers.wording.errors import WrongValue
from helpers.wording.fields import shown


class Prediction(widgets.VBox):
    """A question with a button for each option.

    A click commits, and reveals what is to be said about that very choice.
    Nothing happens if nobody clicks: the cells below have the answer too.

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
        The option that was clicked.
    """

    def __init__(
        self,
        question: str,
        reveals: Mapping[str, str],
        on_choice: Callable[[], None] = lambda: None,
    ) -> None:
        self.question = question
        self.choice = None
        self._on_choice = on_choice
        self._reveals = reveals
        self._buttons = [
            widgets.Button(
                description=option,
                layout={"width": "100%", "max_width": "560px"},
            )
            for option in reveals
        ]
        self._reveal = LiveText()
        rows = widgets.VBox(self._buttons)
        super().__init__(
            [widgets.HTML(f"<b>{escape(question)}</b>"), rows, self._reveal]
        )
        for button in self._buttons:
            button.on_click(self._on_click)

    def _on_click(self, chosen: widgets.Button) -> None:
        for button in self._buttons:
            button.disabled = True  # committed
        chosen.icon = "circle"  # a tick would say that it is right
        chosen.button_style = "info"
        text = escape(self._reveals[chosen.description])
        emphasis = text.split("*")  # *word* is the only mark-up used
        text = "".join(
            f"<i>{part}</i>" if i % 2 else part
            for i, part in enumerate(emphasis)
        )
        self._reveal.value = (
            f'<div style="line-height: 1.45; white-space: normal">{text}</div>'
        )
        self.choice = chosen.description
        self._on_choice()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        options = "\n".join(f"  ○ {option}" for option in self._reveals)
        text = f"{self.question}\n{options}\nThe cells below have the answer."
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": text}


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

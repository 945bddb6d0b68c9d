"""Predict, commit, reveal: a question with a button for each option."""

from html import escape

import ipywidgets as widgets

from helpers.drawing.live_text import LiveText
from helpers.pages.final_relu import exercise as final_relu
from helpers.pages.fixes import exercise as fixes
from helpers.pages.inputs import exercise as inputs
from helpers.pages.metric import exercise as metric
from helpers.pages.playground import exercise as playground
from helpers.pages.question import exercise as question
from helpers.pages.your_turn import exercise as your_turn

# What each choice reveals: kept with the page's helpers, so that the notebook
# does not give the answer away. The right option's text begins with "Yes.".
REVEALS = (
    question.REVEALS
    | metric.REVEALS
    | inputs.REVEALS
    | final_relu.REVEALS
    | fixes.REVEALS
    | playground.REVEALS
    | your_turn.REVEALS
)


class Prediction(widgets.VBox):
    """A question with a button for each option; see `predict`.

    Attributes
    ----------
    question : str
    choice : str or None
        The option that was clicked.
    """

    def __init__(self, question, options, reveals, on_choice=lambda: None):
        self.question = question
        self.choice = None
        self._on_choice = on_choice
        self._options = list(options)
        self._reveals = reveals
        self._buttons = [
            widgets.Button(
                description=option,
                layout={"width": "100%", "max_width": "560px"},
            )
            for option in options
        ]
        self._reveal = LiveText()
        rows = widgets.VBox(self._buttons)
        super().__init__(
            [widgets.HTML(f"<b>{escape(question)}</b>"), rows, self._reveal]
        )
        for button in self._buttons:
            button.on_click(self._on_click)

    def _on_click(self, chosen):
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

    def _repr_mimebundle_(self, **kwargs):
        options = "\n".join(f"  ○ {option}" for option in self._options)
        text = f"{self.question}\n{options}\nThe cells below have the answer."
        return super()._repr_mimebundle_(**kwargs) | {"text/plain": text}


def predict(question, options=None):
    """Ask for a prediction before a result is shown.

    A click commits, and reveals what is to be said about that very choice.
    Nothing happens if nobody clicks: the cells below have the answer too.

    Parameters
    ----------
    question : str
        One of `REVEALS`.
    options : sequence of str, optional
        The options of this question, to show them in another order than
        the one in which they are kept with the page's helpers.

    Returns
    -------
    Prediction

    Raises
    ------
    ValueError
        If there is no such question, or it has other options.
    """
    if question not in REVEALS:
        raise ValueError(
            f"There is no answer prepared for {question!r}. Copy one of: "
            + "; ".join(REVEALS)
        )
    reveals = REVEALS[question]
    if options is None:
        options = list(reveals)
    if set(options) != set(reveals):
        raise ValueError(f"{question!r} has other options: {list(reveals)}.")
    return Prediction(question, options, reveals)

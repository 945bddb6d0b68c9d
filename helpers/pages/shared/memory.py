"""What a learner chose and set: running a cell again loses nothing of it.

Shift + Enter on a slider or an option runs its cell once more. What was left
there is kept as long as the kernel lives; a choice outlives it, see `answers`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from helpers.drawing.live import LiveFigure
from helpers.pages.shared import answers
from helpers.pages.shared.engine_note import add_note

choices: dict[str, str] = {}  # the option taken, by question
steps: dict[str, list[str]] = {}  # what was tried, by question
results: dict[tuple[str, str], float] = {}  # of tests, by question and test
settings: dict[str, dict[str, Any]] = {}  # the controls' values, by figure


def forget() -> None:
    """Everything as in a new kernel."""
    for kept in (choices, steps, results, settings):
        kept.clear()


def choice_of(question: str) -> str | None:
    """The option that was taken, in this kernel or in one before.

    Parameters
    ----------
    question : str

    Returns
    -------
    str or None
    """
    earlier = answers.earlier_choices(question)[-1:]
    return choices.get(question) or next(iter(earlier), None)


def choose(question: str, options: list[str], choice: str | None) -> None:
    """Keep a choice.

    Parameters
    ----------
    question : str
    options : list of str
        As they are shown.
    choice : str or None
        None if it is taken back.
    """
    choices.pop(question, None)
    if choice is not None:
        choices[question] = choice
    answers.keep_choice(question, options, choice)


def steps_of(question: str) -> list[str]:
    """What was tried before a choice, in this kernel or in one before.

    Parameters
    ----------
    question : str

    Returns
    -------
    list of str
        The last at the end.
    """
    if question not in steps:
        earlier = answers.earlier_choices(_trail(question))
        steps[question] = [step for step in earlier if step is not None]
    return steps[question]


def take_step(question: str, options: list[str], step: str) -> None:
    """Keep what was tried.

    Parameters
    ----------
    question : str
    options : list of str
        As they are shown.
    step : str
    """
    steps_of(question).append(step)
    answers.keep_choice(_trail(question), options, step)


def _trail(question: str) -> str:
    """How the file of answers calls the steps on the way to a choice."""
    return f"{question} (steps)"


def as_left(make: Callable[[], LiveFigure]) -> Callable[[], LiveFigure]:
    """A figure that comes back as it was left.

    Parameters
    ----------
    make : callable
        Makes the figure as it is at first.

    Returns
    -------
    callable
        Makes it with the latest values of its controls.
    """

    @wraps(make)
    def again() -> LiveFigure:
        figure = make()
        add_note(figure, make.__name__)
        if make.__name__ in settings:
            figure.set_controls(**settings[make.__name__])

        def remember(_: Any) -> None:
            settings[make.__name__] = figure.values()

        for control in figure.controls.values():
            control.observe(remember, names="value")
        return figure

    return again

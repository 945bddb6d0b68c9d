"""What the self-checks of the exercises share."""

import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

from helpers.pages.shared import answers
from helpers.wording import fields

Check = TypeVar("Check", bound=Callable[..., "Feedback"])


class Feedback(str):
    """A line that shows itself without quotes at the end of a cell."""

    def __repr__(self) -> str:
        return str(self)

    @property
    def is_right(self) -> bool:
        return self.startswith("Right")


class NotYet(Feedback):
    """Said where no answer to this exercise has been handed in: no try."""


def kept(in_short: Callable[..., tuple[str, str]]) -> Callable[[Check], Check]:
    """Keep what is handed in to a check, in the learner's own file.

    Parameters
    ----------
    in_short : callable
        Takes what the check takes; gives the exercise, and the answer in
        short.

    Returns
    -------
    callable
        A decorator. What it makes does what it did, and no more can fail.
    """

    def decorate(check: Check) -> Check:
        @wraps(check)
        def checked(*args: Any, **kwargs: Any) -> Feedback:
            feedback = check(*args, **kwargs)
            if not isinstance(feedback, NotYet):
                with suppress(Exception):
                    exercise, answer = in_short(*args, **kwargs)
                    answers.keep_try(exercise, answer, feedback.is_right)
            return feedback

        return checked  # type: ignore[return-value]

    return decorate


def as_text(answer: object) -> str:
    """A number in short, such that float() reads it."""
    return f"{as_number(answer):.6g}"


def changes(value: Any, base: Any, names: Iterable[str]) -> str:
    """The fields of a value that are not those of another, in short."""
    changed = (
        f"{name}={getattr(value, name)!r}"
        for name in names
        if getattr(value, name) != getattr(base, name)
    )
    return ", ".join(changed) or "as it came"


def as_number(answer: object) -> float | None:
    """The answer as a finite float, or None if it is no single number."""
    value = fields.as_number(answer)
    return None if value is None or not math.isfinite(value) else value

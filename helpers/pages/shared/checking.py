"""What the self-checks of the exercises share."""

import math

from helpers.wording import fields


class Feedback(str):
    """A line that shows itself without quotes at the end of a cell."""

    def __repr__(self) -> str:
        return str(self)


def as_number(answer: object) -> float | None:
    """The answer as a finite float, or None if it is no single number."""
    value = fields.as_number(answer)
    return None if value is None or not math.isfinite(value) else value

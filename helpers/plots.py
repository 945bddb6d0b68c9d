"""Results as pictures: what the notebooks show as they stand."""

from helpers.pages.final_relu.picture import first_updates
from helpers.pages.fixes.picture import (
    advice_outcomes,
    before_after,
    fix_outcomes,
)
from helpers.pages.metric.picture import verdicts
from helpers.pages.your_turn.picture import visit

__all__ = [
    "advice_outcomes",
    "before_after",
    "first_updates",
    "fix_outcomes",
    "verdicts",
    "visit",
]

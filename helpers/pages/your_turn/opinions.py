"""A learner's verdicts on page 07 beside the checkup's findings."""

from collections.abc import Iterable
from html import escape
from itertools import islice
from typing import Any

from helpers.pages.shared import memory
from helpers.pages.your_turn.exercise import REVEALS
from helpers.pages.your_turn.hypotheses import (
    DEAD,
    HEART,
    LONG,
    LUCK,
    OUTPUT,
    STEPS,
    TARGETS,
    UNITS,
)
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.fields import shown

# What the page calls the networks: as they came, and as they are treated.
VISITS = {
    "first": "TOPS_OUT",
    "second": "FLATTENS",
    "third": "DIES",
    "fourth": "EXPLODES",
    "fifth": "SUSPICIOUS",
    "sixth": "MEMORISES",
}
# The findings that say the same as a verdict. That nothing is wrong is said
# by none.
SAME = {
    LONG: {"too_few_epochs"},
    UNITS: {"too_small"},
    OUTPUT: {"bounded_output", "relu_output"},
    DEAD: {"dead_relu"},
    LUCK: {"bad_start"},
    TARGETS: {"unscaled_target"},
    HEART: {"overfitting"},
    STEPS: {"unnormalised_input", "lr_too_high", "exploding"},
    "Scale the inputs: they go up to 100.": {"unnormalised_input"},
    "Train longer: the loss is above 20.": {"too_few_epochs"},
    "Yes: that lowers the loss.": {"too_few_epochs"},
    "No: it learns the noise by heart.": {"overfitting"},
    "No: first it needs more units.": {"too_small"},
}
# Of network 5, which nobody has to heal, by verdict: what to change.
TRIED: dict[str, dict[str, Any]] = {
    "Scale the inputs: they go up to 100.": {"standardise_inputs": True},
    "Train longer: the loss is above 20.": {"epochs": 2000},
}
HEAD = "network", "your verdict", "the checkup's findings", "what decides"
NO_VERDICT, NO_FINDING, AGREED = "none yet", "none", "you agree"
LEFT = 'style="text-align: left; vertical-align: top; white-space: normal"'


def agree(verdict: str, names: list[str]) -> bool:
    """Whether a verdict is among the findings of these names."""
    same = SAME.get(verdict, set())
    return bool(same & {*names}) if same else not names


class Opinions:
    """Two opinions on each network, and what decides where they differ.

    Attributes
    ----------
    rows : list of (str, str, str, str)
        The cells below `HEAD`, for each network.
    """

    def __init__(self, rows: list[tuple[str, str, str, str]]) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        return "\n".join(
            f"Network {network}: {yours}; the checkup: {its}"
            + (decides and f"; {decides}")
            for network, yours, its, decides in self.rows
        )

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" {LEFT}>{cell}</th>' for cell in HEAD)
        body = "".join(
            "<tr>"
            + "".join(f"<td {LEFT}>{escape(cell)}</td>" for cell in row)
            + "</tr>"
            for row in self.rows
        )
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            "</table>"
        )


def second_opinions(reports: Iterable[Any]) -> Opinions:
    """The verdicts on page 07's networks beside what the checkup finds.

    Parameters
    ----------
    reports : iterable of Report
        Of the six networks, in their order.

    Returns
    -------
    Opinions

    Raises
    ------
    TypeError, ValueError
        A sentence: if these are no reports, or not six.
    """
    hint = "Try second_opinions([checkup(*visit) for visit in visits])."
    try:
        some = list(islice(reports, len(VISITS) + 1))
        found = [[finding.name for finding in report] for report in some]
    except Exception:  # whatever going through it may raise
        raise WrongType(
            "reports must be six reports of the checkup in brackets, not "
            f"{shown(reports)}. {hint}"
        ) from None
    if len(found) != len(VISITS):
        raise WrongValue(
            "reports must be six, one for each network in their order, and "
            f"there are {'fewer' if len(found) < 6 else 'more'}. {hint}"
        )
    each = enumerate(zip(REVEALS, VISITS, found, strict=True), 1)
    return Opinions([_row(number, *of_one) for number, of_one in each])


def _row(
    number: int, question: str, visit: str, names: list[str]
) -> tuple[str, str, str, str]:
    choice = memory.choice_of(question)
    findings = ", ".join(names) or NO_FINDING
    if choice is None or choice not in REVEALS[question]:
        return str(number), NO_VERDICT, findings, ""
    if agree(choice, names):
        decides = AGREED
    elif choice in TRIED:
        ((field, value),) = TRIED[choice].items()
        change = f"{VISITS[visit]}, {field}={value}"
        decides = (
            "Does its loss end lower than before? "
            f"plots.visit(replace({change}).train())"
        )
    else:
        decides = (
            f"Yours: check_treatment(replace({VISITS[visit]}, …)). The "
            f"checkup's: checkup(*{visit}).prove()"
        )
    return str(number), choice, findings, decides

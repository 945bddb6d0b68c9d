"""Everything that the pages ask, in their order, with what is right."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import unwrap
from typing import Any

from helpers.pages.final_relu import exercise as final_relu
from helpers.pages.fixes import exercise as fixes
from helpers.pages.inputs import exercise as inputs
from helpers.pages.metric import exercise as metric
from helpers.pages.playground import exercise as playground
from helpers.pages.question import exercise as question
from helpers.pages.shared.checking import Feedback, NotYet
from helpers.pages.shared.ideas import BEFORE, FORMS, IDEAS
from helpers.pages.shared.marking import Several, as_text, marked_in
from helpers.pages.your_turn import exercise as your_turn

PREDICTION, EXERCISE, SELF_TEST = "prediction", "exercise", "self-test"
LONGEST = 200  # characters of an answer that a checker is asked about


@dataclass(frozen=True)
class Asked:
    """Something that a page asks.

    Attributes
    ----------
    page : str
        Where it is asked.
    kind : {"prediction", "exercise", "self-test"}
    key : str
        How a file of answers calls it.
    text : str
        What is asked.
    options : dict of str to str
        What may be chosen, each with what is said to it.
    about : str
        The page that it is about.
    form : str
        Of a question of the self-test, one of `ideas.FORMS`.
    """

    page: str
    kind: str
    key: str
    text: str
    options: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    form: str = ""

    @property
    def label(self) -> str:
        """Its kind, and of the self-test which form."""
        return f"{self.kind} ({self.form})" if self.form else self.kind

    @property
    def right(self) -> str:
        """The right choice, as a file of answers has it."""
        right = (o for o, said in self.options.items() if said[:4] == "Yes.")
        return as_text(right) if self.is_several else next(right)

    @property
    def is_several(self) -> bool:
        """Whether any number of options may be chosen."""
        return isinstance(self.options, Several)

    def chosen(self, choice: object) -> list[str] | None:
        """The options in a choice; None if it is none that can be made."""
        if self.is_several and isinstance(choice, str):
            return marked_in(choice, self.options)
        return [option for option in self.options if option == choice] or None


# Each page with what its predictions reveal, and its exercises by the names
# of their checks.
PAGES: dict[str, tuple[Mapping[str, Mapping[str, str]], dict[str, str]]] = {
    "01 The question": (
        question.REVEALS,
        {"check_fingerprint": "Which constant has this loss?"},
    ),
    "02 The metric": (
        metric.REVEALS,
        {"check_accuracy_inputs": "At which inputs is the accuracy 1?"},
    ),
    "03 The inputs": (
        inputs.REVEALS,
        {"check_one_step": "Which learning rate needs one step only?"},
    ),
    "04 The final ReLU": (
        final_relu.REVEALS,
        {"check_by_hand": "A forward pass by hand: what comes out?"},
    ),
    "05 The fixes": (
        fixes.REVEALS,
        {"check_repair": "Heal the patient."},
    ),
    "06 The playground": (
        playground.REVEALS,
        {
            "check_fewest_units": "The fewest units that learn |x|",
            "check_with_relu": "The question learns with its final ReLU",
        },
    ),
    "07 Your turn": (
        your_turn.REVEALS,
        {
            f"check_treatment: {name}": f"Treat {name}."
            for name in your_turn.NAMES.values()
        },
    ),
}


def everything() -> list[Asked]:
    """All that is asked, page by page.

    Returns
    -------
    list of Asked
    """
    asked = []
    for page, (reveals, exercises) in PAGES.items():
        asked += [
            Asked(page, PREDICTION, text, text, options, page)
            for text, options in reveals.items()
        ]
        asked += [
            Asked(page, EXERCISE, key, text, about=page)
            for key, text in exercises.items()
        ]
    first, *_, last = PAGES
    for form in FORMS:
        page = first if form == BEFORE else last
        for idea in IDEAS:
            text, options = idea.form(form).text, idea.form(form).options
            asked.append(
                Asked(page, SELF_TEST, text, text, options, idea.page, form)
            )
    return asked


def _one(answer: str) -> float:
    return float(answer)


def _several(answer: str) -> list[float]:
    return [float(number) for number in answer.split(",")]


# How an answer in short is read again, and what is said to it.
CHECKS: dict[str, tuple[Callable[[str], Any], Callable[[Any], Feedback]]] = {
    "check_fingerprint": (_one, question.check_fingerprint),
    "check_accuracy_inputs": (_several, metric.check_accuracy_inputs),
    "check_one_step": (_one, inputs.check_one_step),
    "check_by_hand": (_one, final_relu.check_by_hand),
}


def misconception(exercise: str, answer: str) -> str:
    """What a page says to a wrong answer.

    It is worked out anew: nothing is believed that stands in a file.

    Parameters
    ----------
    exercise : str
        As a file of answers calls it.
    answer : str
        In short, as the file has it.

    Returns
    -------
    str
        "" if nothing can be said without training a network.
    """
    if len(answer) > LONGEST:
        return ""
    if exercise in CHECKS:
        read, check = CHECKS[exercise]
        try:
            feedback = unwrap(check)(read(answer))  # which keeps nothing
        except ValueError:
            return ""
        no_answer = isinstance(feedback, NotYet) or feedback.is_right
        return "" if no_answer else str(feedback)
    return _of_treatment(
        exercise.removeprefix("check_treatment: "),
        re.findall(r"(\w+)=", answer),
    )


def _of_treatment(network: str, changed: Sequence[str]) -> str:
    for patient, name in your_turn.NAMES.items():
        if name == network:
            sentences = your_turn.MISCONCEPTIONS[patient]
            return next((sentences[f] for f in sentences if f in changed), "")
    return ""

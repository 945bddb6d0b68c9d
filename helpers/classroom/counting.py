"""What the answers of a class add up to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.classroom.asked import (
    EXERCISE,
    PAGES,
    PREDICTION,
    SELF_TEST,
    Asked,
    everything,
)
from helpers.classroom.reading import Learner, Try
from helpers.pages.shared.ideas import AFTER, FORMS, IDEAS

AT_LEAST = 2  # learners who gave a wrong answer, before it is shown to all
COMMONEST = 3
AT_ONCE, SOON, LATER, NOT_YET = (
    "at the first try", "at the second or third", "later", "not yet",
)  # fmt: skip


@dataclass(frozen=True)
class Count:
    """How the class answered something.

    Attributes
    ----------
    asked : Asked
    bars : dict of str to int
        Learners, by what they chose first; of an exercise by how many tries
        they took.
    learners : int
        Who answered.
    right : int
        Of these: to an exercise in the end, else at first.
    wrong : list of (str, int)
        The commonest wrong answers to an exercise, with how many learners
        gave them.
    """

    asked: Asked
    bars: dict[str, int]
    learners: int
    right: int
    wrong: Sequence[tuple[str, int]] = ()


def first_choice(tries: Sequence[Try]) -> Try | None:
    """What was believed before anything was shown."""
    return next((one for one in tries if one.answer is not None), None)


def count(learners: Sequence[Learner]) -> list[Count]:
    """Count all answers.

    Parameters
    ----------
    learners : list of Learner

    Returns
    -------
    list of Count
        One for everything that the pages ask.
    """
    return [
        (_exercise if asked.kind == EXERCISE else _question)(asked, learners)
        for asked in everything()
    ]


def _question(asked: Asked, learners: Sequence[Learner]) -> Count:
    bars = dict.fromkeys(asked.options, 0)
    choices = [
        choice
        for learner in learners
        if (choice := first_choice(learner.tries.get(asked.key, ())))
    ]
    for choice in choices:
        for option in asked.chosen(choice.answer) or ():
            bars[option] += 1
    right = sum(choice.right for choice in choices)
    return Count(asked, bars, len(choices), right)


def _exercise(asked: Asked, learners: Sequence[Learner]) -> Count:
    bars = dict.fromkeys((AT_ONCE, SOON, LATER, NOT_YET), 0)
    wrong: Counter[str] = Counter()
    for learner in learners:
        tries = learner.tries.get(asked.key, ())
        if not tries:
            continue
        taken = next((n for n, one in enumerate(tries) if one.right), None)
        bars[
            NOT_YET
            if taken is None
            else AT_ONCE
            if taken == 0
            else SOON
            if taken < 3
            else LATER
        ] += 1
        wrong.update({str(one.answer) for one in tries if not one.right})
    commonest = [
        (answer, times)
        for answer, times in wrong.most_common(COMMONEST)
        if times >= AT_LEAST
    ]
    tried = sum(bars.values())
    return Count(asked, bars, tried, tried - bars[NOT_YET], commonest)


def understood(counts: Sequence[Count]) -> dict[str, tuple[int, int]]:
    """For each page, answers that were right of those that tell.

    Those are its exercises, and the questions about it of the self-test at
    the end. A prediction tells nothing: it is asked before the page explains.

    Parameters
    ----------
    counts : list of Count

    Returns
    -------
    dict of str to (int, int)
        Right answers and all, by page; a page without any is left out.
    """
    shares = {}
    for page in PAGES:
        tell = [
            one
            for one in counts
            if one.asked.about == page and _tells(one.asked)
        ]
        if total := sum(one.learners for one in tell):
            shares[page] = sum(one.right for one in tell), total
    return shares


def _tells(asked: Asked) -> bool:
    return asked.kind == EXERCISE or asked.form == AFTER


def did_it_help(counts: Sequence[Count]) -> dict[str, list[tuple[int, int]]]:
    """For each idea of the self-test, right answers and all, by its forms.

    Parameters
    ----------
    counts : list of Count

    Returns
    -------
    dict of str to list of (int, int)
        In the order of `ideas.FORMS`; empty if nobody answered any.
    """
    by_text = {one.asked.text: one for one in counts}
    shares = {}
    for idea in IDEAS:
        found = [by_text[idea.form(form).text] for form in FORMS]
        shares[idea.name] = [(one.right, one.learners) for one in found]
    anybody = any(all_ for row in shares.values() for _, all_ in row)
    return shares if anybody else {}


def points(learner: Learner) -> dict[str, tuple[int, int]]:
    """A learner's points for each page, and the most there are.

    One for each prediction, whatever it was; one for each exercise that was
    solved, in any number of tries; one for each question of the self-test at
    the end whose last answer was right. Its other forms have no points.

    Parameters
    ----------
    learner : Learner

    Returns
    -------
    dict of str to (int, int)
        By page.
    """
    found = {page: (0, 0) for page in PAGES}
    for asked in everything():
        tries = learner.tries.get(asked.key, [])
        if asked.form not in ("", AFTER):
            continue
        if asked.kind == PREDICTION:
            earned = first_choice(tries) is not None
        elif asked.kind == SELF_TEST:
            earned = bool(tries) and tries[-1].right
        else:
            earned = any(one.right for one in tries)
        had, most = found[asked.page]
        found[asked.page] = had + earned, most + 1
    return found

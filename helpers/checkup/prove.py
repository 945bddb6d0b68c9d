"""Try the fixes of a report on copies, beside the program as it is."""

from collections.abc import Callable, Sequence

from helpers.checkup.lab.program import repaired
from helpers.checkup.lab.trials import OutOfTime
from helpers.checkup.report import Finding, Proof
from helpers.checkup.search import GAIN, Search, much_better


def prove(search: Search, findings: Sequence[Finding]) -> Proof:
    """Train a program as it is and with its fixes, until one set is enough.

    Parameters
    ----------
    search : Search
        Whose trainings the findings rest on.
    findings : sequence of Finding

    Returns
    -------
    Proof
    """
    steps = [f for f in findings if f.repair]
    if not steps:
        return Proof(
            [],
            f"{findings[0].symptom} Its fix changes no training, so there "
            "is nothing to compare.",
        )
    try:
        return _compared(search, steps)
    except OutOfTime:
        return Proof([], "The comparison takes too long here.")
    except Exception as error:  # whatever a layer of the learner's may raise
        return Proof(
            [],
            "The comparison could not be done: a training of a copy stopped "
            f"({type(error).__name__}).",
        )


def _compared(search: Search, steps: list[Finding]) -> Proof:
    by_heart = any(found.name == "overfitting" for found in steps)
    score = search.all_round if by_heart else search.score
    program = search.case.program
    rows = [("as it is", search.outcome(program), score(program))]
    for found in steps:
        program = repaired(program, found.repair)
        name = f"+ {found.name}"
        rows.append((name, search.outcome(program), score(program)))
        if rows[-1][2] >= search.enough:
            break
    said, scores = search.case.said, [score for *_, score in rows]
    helped = (
        max(scores) - scores[0] > GAIN
        if by_heart
        else much_better(max(scores), scores[0])
    )
    shown = [(name, word, said(score)) for name, word, score in rows]
    return Proof(shown, _verdict(scores, helped, said))


def _verdict(
    scores: list[float], helped: bool, said: Callable[[float], str]
) -> str:
    before, first, best = scores[0], scores[1], max(scores)
    if not helped:
        return (
            f"The fixes did not help here: {said(before)} before, "
            f"{said(best)} at best. Something else holds this network back."
        )
    count = scores.index(best)
    if count == 1:
        return (
            f"The first fix helps: {said(before)} before, {said(best)} after."
        )
    return (
        f"The first fix alone is not enough: {said(before)} before, "
        f"{said(first)} after. {count} fixes together reach {said(best)}."
    )

"""Try the fixes of a report on copies, beside the program as it is."""

from collections.abc import Callable, Sequence

from helpers.checkup.case import Case
from helpers.checkup.lab.program import repaired
from helpers.checkup.lab.tasks import WELL
from helpers.checkup.lab.trials import Trial, Trials
from helpers.checkup.report import Finding, Proof
from helpers.checkup.search import much_better
from helpers.checkup.words import r2


def prove(
    case: Case,
    findings: Sequence[Finding],
    progress: Callable[[str], None],
) -> Proof:
    """Train a program as it is and with its fixes, until one set is enough.

    Parameters
    ----------
    case : Case
    findings : sequence of Finding
    progress : callable
        Called before every training, with what is being done.

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
        return _compared(case, steps, Trials(progress))
    except Exception as error:  # whatever a layer of the learner's may raise
        return Proof(
            [],
            "The comparison could not be done: a training of a copy stopped "
            f"({type(error).__name__}).",
        )


def _compared(case: Case, steps: list[Finding], trials: Trials) -> Proof:
    program = case.program
    before = trials.best(program)
    rows = [("as it is", before)]
    for found in steps:
        program = repaired(program, found.repair, case.reach)
        rows.append((f"+ {found.name}", trials.best(program)))
        if rows[-1][1].score > WELL:
            break
    shown = [(name, t.outcome, r2(t.score)) for name, t in rows]
    return Proof(shown, _verdict(rows))


def _verdict(rows: list[tuple[str, Trial]]) -> str:
    scores = [trial.score for _, trial in rows]
    before, first, best = scores[0], scores[1], max(scores)
    if not much_better(best, before):
        return (
            f"The fixes did not help here: {r2(before)} before, {r2(best)} "
            "at best. Something else holds this network back."
        )
    count = scores.index(best)
    if count == 1:
        return f"The first fix helps: {r2(before)} before, {r2(best)} after."
    return (
        f"The first fix alone is not enough: {r2(before)} before, "
        f"{r2(first)} after. {count} fixes together reach {r2(best)}."
    )

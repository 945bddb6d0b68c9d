"""What a program cannot do without, as the search over repairs has it."""

from collections.abc import Iterator

from helpers.checkup.report import Finding
from helpers.checkup.search import Need, Search


def needed(search: Search) -> Iterator[Finding]:
    """A finding for each repair that is needed."""
    for need in search.needs:
        repair = need.repair
        yield Finding(
            repair.name,
            repair.symptom,
            _evidence(search, need),
            repair.why,
            repair.fix,
            repair.changes,
            suffices=not need.others and not search.is_repaired,
        )


def _evidence(search: Search, need: Need) -> str:
    said = search.case.said
    text = f"Copies were trained{search.how}: as it is {said(search.now)}; "
    names = " and ".join([need.repair.done, *(r.done for r in need.others)])
    text += f"with {names} {said(need.with_it)}"
    if need.without is None:
        return f"{text}. There was no time to try one without the other."
    if need.others:
        rest = " and ".join(r.done for r in need.others)
        text += f"; with only {rest} {said(need.without)}"
    return f"{text}."

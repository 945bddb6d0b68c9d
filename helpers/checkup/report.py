"""What a checkup says: findings, as text and as a card in JupyterLab."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

CARD = (
    "border: 1px solid var(--jp-border-color1, #bbb); border-radius: 6px; "
    "padding: 8px 14px; max-width: 860px; line-height: 1.45"
)
CODE = (
    "background: var(--jp-layout-color2, #eee); padding: 6px 10px; "
    "margin: 4px 0; overflow-x: auto; white-space: pre-wrap"
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and what shows it.

    Attributes
    ----------
    name : str
        One of `examine.NAMES`.
    symptom, evidence, why : str
        Sentences: what is seen, which experiment shows it, and what is
        behind it.
    fix : str
        A sentence; on the lines after it, if any, Keras code.
    repair : dict
        The fix as changed fields of the program; empty if a copy of the
        model cannot show it.
    suffices : bool
        Whether most copies learned with this fix and no other.
    """

    name: str
    symptom: str
    evidence: str
    why: str
    fix: str
    repair: dict[str, Any] = field(default_factory=dict, repr=False)
    suffices: bool = False

    def __str__(self) -> str:
        fix = self.fix.replace("\n", "\n      ")
        return (
            f"{self.symptom}  [{self.name}]\n"
            f"   Evidence: {self.evidence}\n"
            f"   Why: {self.why}\n"
            f"   Fix: {fix}"
        )

    def as_html(self) -> str:
        sentence, _, code = self.fix.partition("\n")
        code = code and f'<pre style="{CODE}">{escape(code)}</pre>'
        return (
            f"<b>{escape(self.symptom)}</b> <code>{self.name}</code><br>"
            f"<i>Evidence:</i> {escape(self.evidence)}<br>"
            f"<i>Why:</i> {escape(self.why)}<br>"
            f"<i>Fix:</i> {escape(sentence)}{code}"
        )


class Report:
    """The findings of a checkup, the most important first.

    Iterable; empty if nothing was found. Its text says so, and how good the
    answers are. `prove()` tries the first fix on a copy of the model.

    Attributes
    ----------
    findings : tuple of Finding
    standing : str
        How good the answers are now, in a sentence.
    notes : tuple of str
        What could not be judged, and what else was seen.
    """

    def __init__(
        self,
        findings: Iterable[Finding],
        standing: str,
        notes: Iterable[str] = (),
        prover: "Callable[[tuple[Finding, ...]], Proof] | None" = None,
        is_whole: bool = True,
    ) -> None:
        self.findings = tuple(findings)
        self.standing = standing
        self.notes = tuple(notes)
        self._prover = prover
        self._is_whole = is_whole

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, at: int) -> Finding:
        return self.findings[at]

    def prove(self) -> "Proof":
        """Try the first fix on a copy of the model, beside the program as is.

        If it is not enough, the next fixes are added, one after the other.
        The learner's own model is not changed.

        Returns
        -------
        Proof
        """
        if not self._is_whole:
            return Proof([], "Only numbers were checked, and no copy trained.")
        if self._prover is None:
            return Proof([], "Nothing was found, so there is nothing to fix.")
        return self._prover(self.findings)

    @property
    def headline(self) -> str:
        if not self.findings:
            nothing = "nothing found; " if self._is_whole else ""
            return f"Checkup: {nothing}{self.standing}"
        count = len(self.findings)
        things = "one finding" if count == 1 else f"{count} findings"
        return f"Checkup: {things}; {self.standing}"

    def __str__(self) -> str:
        found = [f"{i}. {f}" for i, f in enumerate(self.findings, 1)]
        return "\n\n".join([self.headline, *found, *self.notes])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        found = "".join(
            f'<li style="margin: 8px 0">{f.as_html()}</li>'
            for f in self.findings
        )
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return (
            f'<div style="{CARD}"><p><b>{escape(self.headline)}</b></p>'
            f"{found and f'<ol>{found}</ol>'}{notes}</div>"
        )


class Proof:
    """Trainings side by side: the program as it is, and with fixes.

    Attributes
    ----------
    rows : list of (str, str, str)
        What was trained, its outcome in one word, and how good it got.
    verdict : str
        What the comparison says.
    """

    def __init__(self, rows: list[tuple[str, str, str]], verdict: str) -> None:
        self.rows = rows
        self.verdict = verdict

    def __str__(self) -> str:
        width = max((len(name) for name, *_ in self.rows), default=0)
        lines = [
            f"{name:{width}}  {word:9} {score}"
            for name, word, score in self.rows
        ]
        return "\n".join([*lines, self.verdict])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>"
            for row in self.rows
        )
        table = rows and (
            "<table><thead><tr><th>a copy, trained</th><th>outcome</th>"
            f"<th>how good</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        return (
            f'<div style="{CARD}">{table}<p>{escape(self.verdict)}</p></div>'
        )

"""A self-test over the whole course, in three forms; its result can be kept.

Before the course it only takes note. At the end it says of each idea whether
it was known before, whether it is now, and where to read again.
"""

import base64
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets

from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls, memory
from helpers.pages.shared.ideas import (
    AFTER,
    BEFORE,
    FORMS,
    IDEAS,
    LATER,
    UNSURE,
    Idea,
    Question,
)
from helpers.pages.shared.prediction import Prediction
from helpers.wording.fields import one_of

NOTED = "Noted."
FOLDED = (
    "Eight questions before you begin. They take two minutes, and you may "
    "skip them."
)
ALL_NOTED = (
    "All noted. At the end of page 07 you see which of these ideas you knew "
    "before, and which you know then."
)
IN_THREE_WEEKS = (
    f'In three weeks, run self_test("{LATER}") on page 07: it asks for the '
    "same ideas in other words. On paper, this is what it asks:"
)
WHEN = {BEFORE: "before", AFTER: "at the end", LATER: "weeks later"}
KNOWN = {True: "right", False: "not right", None: "no answer"}
_check_form = one_of(*FORMS)


def known(question: Question) -> bool | None:
    """Whether a question was answered right; None: it was not answered."""
    choice = memory.choice_of(question.text)
    return choice == question.right if choice in question.options else None


class SelfTest(LiveBox):
    """Questions over all pages, and a result to keep; see `self_test`.

    Attributes
    ----------
    form : str
        One of `ideas.FORMS`.
    """

    def __init__(self, form: str) -> None:
        self.form = form
        self._asked = [
            Prediction(question.text, _said(question, form), self._on_choice)
            for _, question in self._questions
        ]
        self._line = LiveText()
        self._rows = widgets.VBox(self._asked)
        if form == BEFORE:
            self._rows.layout.display = "none"
            fold = controls.button("show the questions", "list", self._fold)
            fold.layout.align_self = "flex-start"
            head = widgets.HTML(FOLDED)
            super().__init__([head, fold, self._rows, self._line])
        else:
            again = controls.button("start again", "undo", self._start_again)
            again.layout.align_self = "flex-start"
            super().__init__([self._rows, self._line, again])
        if any(asked.choice for asked in self._asked):
            self._rows.layout.display = ""
            self._on_choice()

    @property
    def _questions(self) -> list[tuple[Idea, Question]]:
        return [(idea, idea.form(self.form)) for idea in IDEAS]

    def _fold(self) -> None:
        hidden = self._rows.layout.display == "none"
        self._rows.layout.display = "" if hidden else "none"

    def _start_again(self) -> None:
        for asked in self._asked:
            asked.take_back()
        self._line.value = ""

    def _on_choice(self) -> None:
        left = sum(asked.choice is None for asked in self._asked)
        if left:
            self._line.value = f"{left} to go."
        elif self.form == BEFORE:
            self._line.value = ALL_NOTED
        else:
            self._line.value = self._result()

    def _result(self) -> str:
        rows = self.table
        head = "".join(
            f'<th scope="col" style="text-align: left">{escape(cell)}</th>'
            for cell in rows[0]
        )
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>"
            for row in rows[1:]
        )
        data = base64.b64encode(self.text.encode()).decode("ascii")
        return (
            f"<p><b>{escape(self.score)}</b></p>"
            f'<table style="border-spacing: 12px 2px; margin-left: -12px">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            '<a download="my_self_test.txt" style="text-decoration: '
            f'underline" href="data:text/plain;base64,{data}">'
            "Keep the result</a>"
        )

    @property
    def score(self) -> str:
        """How many are right, what is new, and what to read again."""
        now = {idea: known(question) for idea, question in self._questions}
        score = f"{sum(map(bool, now.values()))} of {len(now)} right."
        earlier = FORMS[: FORMS.index(self.form)]
        for form in earlier:
            found = [known(idea.form(form)) for idea in IDEAS]
            if any(one is not None for one in found):
                right = sum(map(bool, found))
                score += f" {WHEN[form].capitalize()}: {right}."
        if again := sorted({i.page for i, right in now.items() if not right}):
            score += f" Read again: {', '.join(again)}."
        return score

    @property
    def table(self) -> list[list[str]]:
        """Each idea, what of it was known when, and what to read again.

        Returns
        -------
        list of list of str
            The first row has the names of the columns.
        """
        forms = FORMS[: FORMS.index(self.form) + 1]
        rows = [["idea", *(WHEN[form] for form in forms), "read again"]]
        for idea in IDEAS:
            found = [known(idea.form(form)) for form in forms]
            again = "" if found[-1] else idea.page
            rows.append([idea.name, *(KNOWN[one] for one in found), again])
        return rows

    @property
    def text(self) -> str:
        """The result, as it can be kept."""
        lines = [f"Accuracy 0: my self-test of {date.today()}", self.score, ""]
        for idea, question in self._questions:
            choice = memory.choice_of(question.text)
            mark = "right" if known(question) else f"read again: {idea.page}"
            lines += [question.text, f"  {choice or '-'}  ({mark})", ""]
        head, *rows = self.table
        for name, *found in rows:
            marks = zip(head[1:-1], found, strict=False)
            lines.append(f"{name}: {', '.join(map(' '.join, marks))}")
        if self.form == AFTER:
            lines += ["", IN_THREE_WEEKS, ""]
            for idea in IDEAS:
                lines += [as_text(idea.later), ""]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        text = f"{FOLDED}\nTo see them, run this cell (Shift + Enter)."
        if self.form != BEFORE:
            text = "\n\n".join(as_text(q) for _, q in self._questions)
        return data | {"text/plain": text}, metadata


def as_text(question: Question) -> str:
    """A question as it can be printed, with boxes to tick."""
    return "\n".join([question.text, *(f"  ○ {o}" for o in question.options)])


def _said(question: Question, form: str) -> dict[str, str]:
    """What is said to each option: a wrong one is called so."""
    if form == BEFORE:  # it must not tell what the course is about to ask
        return dict.fromkeys(question.options, NOTED)
    return {
        option: said
        if option in UNSURE or said.startswith("Yes.")
        else f"Not quite. {said}"
        for option, said in question.options.items()
    }


def self_test(form: str = AFTER) -> SelfTest:
    """A self-test over the whole course, with a result to keep.

    Parameters
    ----------
    form : {"before", "after", "later"}, optional
        Before the course, at its end, or some weeks later. All ask for the
        same ideas, in other words and numbers.

    Returns
    -------
    SelfTest

    Raises
    ------
    TypeError, ValueError
        If there is no such form.
    """
    hint = 'Try self_test("later").'
    return SelfTest(_check_form("form", form, hint))

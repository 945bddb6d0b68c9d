"""From guesses to a procedure: hypothesis → cheapest test → verdict."""

from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
import numpy as np

from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_text import LiveText
from helpers.keras_tools.program import Visit, check_visit
from helpers.pages.shared import controls, memory
from helpers.pages.shared.prediction import as_text, option_button, said
from helpers.pages.your_turn.checklist import (
    CHECKLIST,
    Checked,
    Network,
    Reading,
    trained,
)
from helpers.pages.your_turn.hypotheses import HYPOTHESES, PATIENTS, VERDICTS
from helpers.wording.errors import WrongValue
from helpers.wording.fields import shown

LAID_OUT = 2  # the first of the patients, which show step by step what to do
TESTS = {test.name: test for test in CHECKLIST}
FIRST = "<b>1. Hypothesis.</b> What might be wrong? You may change your mind."
PICK = "<b>2. Test.</b> Pick a hypothesis, and its tests stand here."
FITTING = (
    "<b>2. Test.</b> What can speak against it? The cheapest test comes first."
)
LAST = "<b>3. Verdict.</b> Commit to the hypothesis that you picked."
LOOKING = "<b>Tests</b> that look at what the training left:"
TRAINING = "Tests that train copies, which takes seconds:"
WHICH = "<b>Verdict.</b> What was it? Pick a hypothesis, then commit."
COMMIT = "commit to this verdict"
FIRST_PICK = "Pick a hypothesis to commit to."
AGAIN = "It trained copies last time. Click it to see its number again."


class Investigation(LiveBox):
    """Nine hypotheses, the tests of the checklist, and a verdict.

    Tests look at what the training left, or train copies; the model stays as
    it is. The verdict commits. Nothing happens if nobody clicks: the cells
    below have the answer too. What was done is there again when the cell runs
    again.

    Parameters
    ----------
    question : str
        One of `PATIENTS`.
    network : Network
    laid_out : bool
        Whether the steps stand one below the other, and of the tests only
        those that fit the hypothesis.

    Attributes
    ----------
    choice : str or None
        The verdict.
    tests : list of str
        Those that were run, by their names.
    """

    def __init__(
        self, question: str, network: Network, laid_out: bool
    ) -> None:
        self.question = question
        self._network = network
        self._laid_out = laid_out
        self._hypothesis: str | None = None
        self.choice: str | None = None
        self.tests: list[str] = []
        # Never disabled: a disabled button loses the keyboard's focus.
        self._hypotheses = {
            one: option_button(one, partial(self._suppose, one))
            for one in HYPOTHESES
        }
        self._tests = {
            name: controls.button(name, "", partial(self._run, test))
            for name, test in TESTS.items()
        }
        self._head = widgets.HTML(PICK if laid_out else LOOKING)
        self._said, self._verdict = LiveText(), LiveText()
        self._notes = widgets.HTML()
        self._commit = controls.button(COMMIT, "gavel", self._judge)
        self._commit.layout.align_self = "flex-start"
        super().__init__([self._title(), *self._rows()])
        self._restore()

    def _title(self) -> widgets.HTML:
        return widgets.HTML(f"<b>{escape(self.question)}</b>")

    def _rows(self) -> list[widgets.Widget]:
        look, train = (
            widgets.HBox(
                [self._tests[t.name] for t in CHECKLIST if t.trains == trains],
                layout=controls.ROW,
            )
            for trains in (False, True)
        )
        hypotheses = widgets.VBox([*self._hypotheses.values()])
        verdict = [self._commit, self._verdict]
        if self._laid_out:
            return [
                *(widgets.HTML(FIRST), hypotheses, self._head, look, train),
                *(self._said, self._notes, widgets.HTML(LAST), *verdict),
            ]
        return [
            *(self._head, look, widgets.HTML(TRAINING), train),
            *(self._said, self._notes, widgets.HTML(WHICH), hypotheses),
            *verdict,
        ]

    def _restore(self) -> None:
        for step in memory.steps_of(self.question):
            if step in HYPOTHESES:
                self._hypothesis = step
            elif step in TESTS and step not in self.tests:
                self.tests.append(step)
        choice = memory.choice_of(self.question)
        if choice in HYPOTHESES:
            self._hypothesis = self.choice = choice
        self._show()

    def _keep(self, step: str) -> None:
        options = [*HYPOTHESES, *TESTS]
        memory.take_step(self.question, options, step)

    def _suppose(self, hypothesis: str) -> None:
        if hypothesis != self._hypothesis:
            self._hypothesis = hypothesis
            self._keep(hypothesis)
            self._show()

    def _run(self, test: Checked) -> None:
        try:
            key = self.question, test.name
            if key not in memory.results:
                memory.results[key] = test.measure(self._network, self._say)
            reading = test.read(memory.results[key])
        except (Exception, KeyboardInterrupt) as error:
            self._say(f"This test did not come to its end. {error}")
            return
        if test.name not in self.tests:
            self.tests.append(test.name)
            self._keep(test.name)
        self._show()
        self._say(
            f"{test.name} {reading.text} A sound network: {reading.sound}. "
            f"It speaks {_speaks(reading)}"
        )

    def _judge(self) -> None:
        if self.choice is not None:
            return
        if self._hypothesis is None:
            self._verdict.value = said(FIRST_PICK)
            return
        self.choice = self._hypothesis
        memory.choose(self.question, [*HYPOTHESES], self.choice)
        self._show()

    def _say(self, text: str) -> None:
        self._said.value = said(text)

    def _show(self) -> None:
        """What is picked, what fits it, what was found, and the verdict."""
        for one, button in self._hypotheses.items():
            picked = one == (self.choice or self._hypothesis)
            button.icon = "circle" if picked else ""
            button.button_style = "info" if picked else ""
            if self.choice and not picked:
                button.add_class("passed-over")
        if self._laid_out:
            self._head.value = FITTING if self._hypothesis else PICK
            for test in CHECKLIST:
                fits = self._hypothesis in test.about
                display = "" if fits else "none"
                self._tests[test.name].layout.display = display
        self._notes.value = self._table()
        if self.choice:
            self._verdict.value = said(VERDICTS[self.question][self.choice])

    def _reading(self, test: Checked) -> Reading | None:
        """None if copies would have to be trained for it."""
        key = self.question, test.name
        if key not in memory.results:
            if test.trains:
                return None
            memory.results[key] = test.measure(self._network, self._say)
        return test.read(memory.results[key])

    def _table(self) -> str:
        if not self.tests:
            return ""
        rows = ""
        for name in self.tests:
            reading = self._reading(TESTS[name])
            found = (
                f"{reading.text}</td><td>{reading.sound}</td>"
                f"<td>{_speaks(reading)}"
                if reading
                else f"{AGAIN}</td><td></td><td>"
            )
            rows += f'<tr><th scope="row">{name}</th><td>{found}</td></tr>'
        count = len(self.tests)
        return (
            f"{count} test{'s' if count > 1 else ''} so far. Sound is the "
            "repaired network of page 05."
            f"<style>{STYLE}</style><table class=investigation><thead><tr>"
            '<th scope="col">test</th><th scope="col">its number</th>'
            '<th scope="col">sound</th><th scope="col">speaks</th></tr>'
            f"</thead><tbody>{rows}</tbody></table>"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        text = as_text(self.question, HYPOTHESES)
        return data | {"text/plain": text}, metadata


STYLE = (
    ".investigation :is(th, td) { text-align: left; vertical-align: top; "
    "font-weight: normal; padding: 2px 12px 2px 0; line-height: 1.4; "
    "white-space: normal }"
)


def _speaks(reading: Reading) -> str:
    side = "for" if reading.supports else "against"
    about = reading.supports or reading.opposes
    return f"{side}: {' '.join(about)}"


def investigate(question: str, visit: Visit) -> Investigation:
    """Examine a trained network of page 07, and commit to a verdict.

    Parameters
    ----------
    question : str
        What is asked about it.
    visit : Visit
        The network as it came, trained; nothing of it is changed.

    Returns
    -------
    Investigation

    Raises
    ------
    TypeError, ValueError
        A sentence: if there is no such question, or if it is about another
        network.
    """
    if not isinstance(question, str) or question not in PATIENTS:
        raise WrongValue(
            f"There is no examination prepared for the question "
            f"{shown(question)}. Copy one of: {'; '.join(PATIENTS)}"
        )
    visit, patient = check_visit("visit", visit), PATIENTS[question]
    (x, y), given = patient.data(), (visit.x, visit.y)
    same = all(map(np.array_equal, (x, y), given))
    layers = [
        (layer.units, layer.activation.__name__)
        for layer in getattr(visit.model, "layers", ())
        if hasattr(layer, "units")
    ]
    epochs = len(visit.history.history["loss"])
    if not same or (layers, epochs) != (patient.layers, patient.epochs):
        raise WrongValue(
            f"The visit is not {question.partition(':')[0].lower()} as it "
            "came. Run the cell that trains this network once more, and pass "
            "what that made."
        )
    network = Network(patient, trained(visit))
    laid_out = list(PATIENTS).index(question) < LAID_OUT
    return Investigation(question, network, laid_out)

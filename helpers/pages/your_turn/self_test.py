"""A self-test over the whole course, whose result can be kept."""

import base64
from datetime import date
from html import escape
from typing import Any

from helpers.drawing.live_box import LiveBox
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls
from helpers.pages.shared.prediction import Prediction

# Each with the page to read again. The right option's text begins with "Yes.".
QUESTIONS = {
    "Your loss is the same number in every epoch. What do you do first?": (
        "01 The question",
        {
            "Add hidden units.": "First find out what the network says.",
            "Train longer.": "A loss that never moves has no slope to follow.",
            "Compare it with the loss of a constant answer.": (
                "Yes. A loss is a fingerprint: it tells what the network says."
            ),
        },
    ),
    "Accuracy 0 for a network that predicts prices: what does it tell you?": (
        "02 The metric",
        {
            "Nothing about the network.": (
                "Yes. A metric that a perfect network fails tells nothing."
            ),
            "That the network is useless.": (
                "A perfect network would have accuracy 0 as well."
            ),
            "That the prices are not scaled.": (
                "Scaled prices are no classes either: accuracy stays at 0."
            ),
        },
    ),
    "Your inputs get ten times as large. What becomes of the safe rate?": (
        "03 The inputs",
        {
            "It stays the same.": "The steepness grows with mean(x²).",
            "It is ten times as small.": (
                "The inputs enter twice, in the answer and in the gradient."
            ),
            "It is a hundred times as small.": (
                "Yes. Ten times x makes the bowl a hundred times as steep."
            ),
        },
    ),
    "Which mean and standard deviation scale the test part?": (
        "03 The inputs",
        {
            "Those of the training part.": (
                "Yes. The test part stands for points not yet seen."
            ),
            "Its own.": "Then equal inputs would mean different things.",
            "Those of all points.": "Then the test part leaks into training.",
        },
    ),
    "A final ReLU, all targets above 0. What can go wrong?": (
        "04 The final ReLU",
        {
            "Nothing: it can say every target.": (
                "It can. But about half of the starts are dead before the "
                "first step."
            ),
            "Many starts are dead at birth.": (
                "Yes. Where the sum is below 0 there is no slope left."
            ),
            "The answers get too large.": (
                "A ReLU has no limit above, true. The trouble is below."
            ),
        },
    ),
    "One fix did not help. What do you conclude?": (
        "05 The fixes",
        {
            "That another fault may still be there.": (
                "Yes. Fixes interlock: you see no gain until the last one."
            ),
            "That it was the wrong fix.": (
                "Maybe there are two faults, and each alone stops it."
            ),
            "That the network is too small.": "That is one more guess.",
        },
    ),
    "It worked in one run. How sure are you that it is mended?": (
        "04 The final ReLU",
        {
            "Quite sure: it learned.": "One run cannot tell a cure from luck.",
            "Not yet: other starts decide.": (
                "Yes. Count over many starts, and say the share."
            ),
            "Never: chance is chance.": "Sixty of sixty is good evidence.",
        },
    ),
    "It was trained on x up to 750. Do you trust its answer to 2,000?": (
        "05 The fixes",
        {
            "No: it will be 0.": "It goes on with its last slope.",
            "Yes, if R² is high.": (
                "R² was measured where it was trained, and not there."
            ),
            "Not without a reason.": (
                "Yes. A ReLU network goes on straight, whatever is true."
            ),
        },
    ),
}  # fmt: skip


class SelfTest(LiveBox):
    """Questions over all pages, and a result to keep; see `self_test`.

    Attributes
    ----------
    text : str
        The result so far, as it can be kept.
    """

    def __init__(self) -> None:
        self._asked = [
            Prediction(question, _marked(options), self._on_choice)
            for question, (_, options) in QUESTIONS.items()
        ]
        self._line = LiveText()
        again = controls.button("start again", "undo", self._start_again)
        super().__init__([*self._asked, self._line, again])
        if any(asked.choice for asked in self._asked):
            self._on_choice()

    def _start_again(self) -> None:
        for asked in self._asked:
            asked.take_back()
        self._line.value = ""

    @property
    def text(self) -> str:
        lines = [f"Accuracy 0: my self-test of {date.today()}", ""]
        for asked, (page, options) in zip(
            self._asked, QUESTIONS.values(), strict=True
        ):
            right = asked.choice and options[asked.choice].startswith("Yes.")
            mark = "right" if right else f"read again: {page}"
            lines += [asked.question, f"  {asked.choice or '-'}  ({mark})", ""]
        return "\n".join(lines)

    def _on_choice(self) -> None:
        answered = [asked for asked in self._asked if asked.choice]
        if len(answered) < len(self._asked):
            left = len(self._asked) - len(answered)
            self._line.value = f"{left} to go."
            return
        again = {
            page
            for asked, (page, options) in zip(
                self._asked, QUESTIONS.values(), strict=True
            )
            if not options[str(asked.choice)].startswith("Yes.")
        }
        wrong = self.text.count("read again")
        score = f"{len(answered) - wrong} of {len(answered)} right."
        if again:
            score += f" Read again: {', '.join(sorted(again))}."
        data = base64.b64encode(self.text.encode()).decode("ascii")
        self._line.value = (
            f"<b>{escape(score)}</b> "
            '<a download="my_self_test.txt" style="text-decoration: '
            f'underline" href="data:text/plain;base64,{data}">'
            "Keep the result</a>"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        text = "\n\n".join(
            asked._repr_mimebundle_()[0]["text/plain"].rpartition("\n")[0]
            for asked in self._asked
        )
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": text}, metadata


def _marked(options: dict[str, str]) -> dict[str, str]:
    """What is said to each option: a wrong one is called so."""
    return {
        option: said if said.startswith("Yes.") else f"Not quite. {said}"
        for option, said in options.items()
    }


def self_test() -> SelfTest:
    """A self-test over the whole course, with a result to keep.

    Returns
    -------
    SelfTest
    """
    return SelfTest()

"""Eight ideas of the course, each asked in three forms.

The forms ask for the same in other words and numbers: one before the course,
one at its end, and one some weeks later. What is right is held against
trainings, in `tests/pages/shared/test_ideas.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

BEFORE, AFTER, LATER = FORMS = "before", "after", "later"
# The last option of every question, so that nobody has to guess.
UNSURE = {"I do not know yet.": "Then this is the page to read."}


class Question(NamedTuple):
    """One of the forms of an idea.

    Attributes
    ----------
    text : str
    answers : dict of str to str
        What can be believed, and what is said to it. What is said to the
        right one begins with "Yes.".
    """

    text: str
    answers: Mapping[str, str]

    @property
    def options(self) -> dict[str, str]:
        """All that can be chosen, with what is said to it."""
        return {**self.answers, **UNSURE}

    @property
    def right(self) -> str:
        """The right one."""
        return next(a for a, s in self.answers.items() if s.startswith("Yes."))


@dataclass(frozen=True, eq=False)
class Idea:
    """Something to have understood.

    Attributes
    ----------
    name : str
    page : str
        To read again.
    before, after, later : Question
    """

    name: str
    page: str
    before: Question
    after: Question
    later: Question

    def form(self, form: str) -> Question:
        """The question of a form, one of `FORMS`."""
        return {
            BEFORE: self.before, AFTER: self.after, LATER: self.later
        }[form]  # fmt: skip


IDEAS = (
    Idea(
        "A loss is a fingerprint",
        "01 The question",
        Question(
            "A network's error ends at 50, and 0 would be perfect. What tells "
            "you whether it learned anything?",
            {
                "How close 50 is to 0.": (
                    "That depends on what is measured. A good network may "
                    "end at 23, and a useless one at 4."
                ),
                "The error of one and the same answer to everything.": (
                    "Yes. A loss says little until it is held against that "
                    "of a constant answer."
                ),
                "Whether it has stopped falling.": (
                    "The error of a network that cannot move stands still, "
                    "too."
                ),
            },
        ),
        Question(
            "Your loss is the same number in every epoch. What do you do "
            "first?",
            {
                "Add hidden units.": ("First find out what the network says."),
                "Train longer.": (
                    "A loss that never moves has no slope to follow."
                ),
                "Compare it with the loss of a constant answer.": (
                    "Yes. A loss is a fingerprint: it tells what the network "
                    "says."
                ),
            },
        ),
        Question(
            "Half of the targets are 0, half are 1. The loss (MSE) is 0.25 in "
            "every epoch. What does the network do?",
            {
                "It answers 0.5 to everything.": (
                    "Yes. Always 0.5 misses by 0.5, and the square of 0.5 is "
                    "0.25."
                ),
                "It answers 0 to everything.": (
                    "Then it would miss every second target by 1, and the "
                    "loss would be 0.5."
                ),
                "It learns, but slowly.": (
                    "Then the loss would fall, slowly."
                ),
            },
        ),
    ),
    Idea(
        "Accuracy is for classes",
        "02 The metric",
        Question(
            "A network estimates how many minutes a journey takes. Its report "
            "says: accuracy 0. What does that tell you?",
            {
                "It is far off every time.": (
                    "A perfect network would have accuracy 0 as well."
                ),
                "It was not trained long enough.": (
                    "However long it is trained, this number stays at 0."
                ),
                "Nothing.": (
                    "Yes. A perfect network would have accuracy 0, too."
                ),
            },
        ),
        Question(
            "Accuracy 0 for a network that predicts prices: what does it tell "
            "you?",
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
        Question(
            "Two networks estimate the weight of parcels. A has accuracy "
            "0.02, and B has 0. Which one is better?",
            {
                "A: it is right more often.": (
                    "Accuracy asks for the classes 0 and 1. It only counts "
                    "parcels that happen to weigh 0 or 1."
                ),
                "That cannot be told from these numbers.": (
                    "Yes. Each of the two may be the better one: accuracy "
                    "does not see it."
                ),
                "Neither: both are useless.": (
                    "A perfect network may have accuracy 0.02 as well, or 0."
                ),
            },
        ),
    ),
    Idea(
        "Large inputs need small steps",
        "03 The inputs",
        Question(
            "A number, the rate, says how long a network's steps are. If it "
            "is too large, they fly apart. All inputs get twice as large. "
            "What becomes of the largest safe rate?",
            {
                "It is a quarter of what it was.": (
                    "Yes. Twice x makes everything four times as steep."
                ),
                "It is half of what it was.": (
                    "The inputs enter twice: in the answer, and in how much "
                    "a weight changes it."
                ),
                "It stays the same.": (
                    "The same weights turn larger inputs into larger answers, "
                    "and into larger steps."
                ),
            },
        ),
        Question(
            "Your inputs get ten times as large. What becomes of the largest "
            "safe rate?",
            {
                "It stays the same.": "The steepness grows with mean(x²).",
                "It falls to a tenth.": (
                    "The inputs enter twice, in the answer and in the "
                    "gradient."
                ),
                "It falls to a hundredth.": (
                    "Yes. Ten times x makes the bowl a hundred times as steep."
                ),
            },
        ),
        Question(
            "All your inputs shrink to a third. What becomes of the largest "
            "safe rate?",
            {
                "It gets nine times as large.": (
                    "Yes. The bowl gets nine times as flat."
                ),
                "It gets three times as large.": (
                    "The inputs enter twice, in the answer and in the "
                    "gradient."
                ),
                "Nothing: the task is the same.": (
                    "The task is. But the steepness goes with mean(x²)."
                ),
            },
        ),
    ),
    Idea(
        "The training part scales everything",
        "03 The inputs",
        Question(
            "You subtract a mean from all numbers, and divide by their "
            "spread. Some rows are kept back for a test. Whose mean and "
            "spread do these get?",
            {
                "Their own.": "Then equal inputs would mean different things.",
                "Those of the rows for training.": (
                    "Yes. The test stands for rows that nobody has seen yet."
                ),
                "Those of all rows.": (
                    "Then the training knows something of the test."
                ),
            },
        ),
        Question(
            "Which mean and standard deviation scale the test part?",
            {
                "Those of the training part.": (
                    "Yes. The test part stands for points not yet seen."
                ),
                "Its own.": "Then equal inputs would mean different things.",
                "Those of all points.": (
                    "Then the test part leaks into training."
                ),
            },
        ),
        Question(
            "Your network is in use, and a new row comes in. Which mean and "
            "standard deviation scale it?",
            {
                "Those of all rows so far, and this one.": (
                    "The network was trained on another scale: the same row "
                    "would mean something else every day."
                ),
                "Its own.": (
                    "A number less its own mean is 0, whatever it was."
                ),
                "Those of the training part.": (
                    "Yes. They belong to the network, like its weights."
                ),
            },
        ),
    ),
    Idea(
        "A ReLU at the end kills starts",
        "04 The final ReLU",
        Question(
            "The last step of a network turns every negative number into 0. "
            "All the right answers are above 0. What may go wrong?",
            {
                "Its answers may get too large.": (
                    "There is no limit above, true. The trouble is below."
                ),
                "Nothing: it can say all of these.": (
                    "It can. But from about half of the starts it says 0 to "
                    "everything, and never leaves that."
                ),
                "From many random starts it never learns.": (
                    "Yes. Where the sum is below 0 there is no slope left."
                ),
            },
        ),
        Question(
            "A final ReLU, all targets above 0. What can go wrong?",
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
        Question(
            "A network that ends with a ReLU is to say lengths, which are "
            "above 0. You start it twenty times. What do you expect?",
            {
                "All twenty learn.": (
                    "It can say every length. But about half of the starts "
                    "are dead before the first step."
                ),
                "About half of them never move.": (
                    "Yes. The sum is as often below 0 as above, and below "
                    "there is no slope."
                ),
                "None of them ever moves.": (
                    "A start whose sum is above 0 has a slope to follow."
                ),
            },
        ),
    ),
    Idea(
        "Fixes interlock",
        "05 The fixes",
        Question(
            "You change one thing in a network that does not learn. It still "
            "does not. Was it the wrong thing?",
            {
                "Yes: the right one would have helped.": (
                    "Not if a second fault is left: each alone may stop it."
                ),
                "Perhaps not: another fault may be left.": (
                    "Yes. You may see no gain until the last fault is gone."
                ),
                "Yes: such a network is too small.": "That is one more guess.",
            },
        ),
        Question(
            "One fix did not help. What do you conclude?",
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
        Question(
            "Three remedies, each tried alone, and none of them helps. What "
            "next?",
            {
                "Look for a fourth one.": (
                    "Each may be right, and held up by what the others mend."
                ),
                "Try them together.": (
                    "Yes. Each alone may show no gain, and all of them learn."
                ),
                "Take a larger network.": "That is one more guess.",
            },
        ),
    ),
    Idea(
        "One run may be luck",
        "04 The final ReLU",
        Question(
            "A training starts from random numbers. You change a setting, run "
            "it once, and it works. What do you know?",
            {
                "That it can work, not how often.": (
                    "Yes. Other starts tell how often."
                ),
                "That the change was right.": (
                    "One run cannot tell a cure from luck."
                ),
                "Nothing: it is all chance.": (
                    "Chance has a share, and many starts show how large."
                ),
            },
        ),
        Question(
            "It worked in one run. How sure are you that it is mended?",
            {
                "Quite sure: it learned.": (
                    "One run cannot tell a cure from luck."
                ),
                "Not yet: other starts decide.": (
                    "Yes. Count over many starts, and say the share."
                ),
                "One never can be: it is chance.": (
                    "Sixty of sixty is good evidence."
                ),
            },
        ),
        Question(
            "Remedy A was tried once, and learned. Remedy B learned from 18 "
            "of 20 starts. Which one do you take?",
            {
                "A: all of its runs learned.": (
                    "All of one. What works every other time looks like this "
                    "every other time."
                ),
                "Either: both have learned.": (
                    "Once is not 18 times: A may be a coin flip."
                ),
                "B: of A hardly anything is known.": (
                    "Yes. A share of twenty starts says more than one run."
                ),
            },
        ),
    ),
    Idea(
        "Nothing is known beyond the points",
        "05 The fixes",
        Question(
            "A network learned from days between 5 and 25 °C, and is nearly "
            "perfect there. Do you trust what it says for 40 °C?",
            {
                "Not without another reason.": (
                    "Yes. Nothing in those days says how it goes on."
                ),
                "Yes: it is nearly perfect.": (
                    "That was measured on such days, and not beyond."
                ),
                "No: it will answer 0.": (
                    "It goes on as it was at the end, right or wrong."
                ),
            },
        ),
        Question(
            "It was trained on x up to 750. Do you trust its answer to 2,000?",
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
        Question(
            "A network of ReLUs learned a piece of a wave, on x up to 10, "
            "with R² above 0.99. What does it say for x from 15 to 20?",
            {
                "The rest of the wave.": (
                    "Nothing taught it that there is a rest."
                ),
                "0, as it knows nothing there.": (
                    "It does not know what it does not know: it goes on."
                ),
                "A straight line.": (
                    "Yes. Beyond its last bend it goes on straight."
                ),
            },
        ),
    ),
)

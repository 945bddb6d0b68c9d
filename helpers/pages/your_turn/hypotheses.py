"""What may be wrong with a network, and what is said to each verdict.

The same nine hypotheses for every network. A verdict that is wrong is told
the number that speaks against it, as the test of `checklist` says it.
"""

from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    TOPS_OUT,
    Patient,
)

LONG = "It was not trained long enough."
UNITS = "It has too few hidden units."
OUTPUT = "The output cannot say what y asks for."
DEAD = "It is dead."
LUCK = "It had bad luck with its start."
TARGETS = "The targets are far too large."
HEART = "It learns the noise by heart."
STEPS = "The steps are too long for such inputs."
NOTHING = "Nothing is wrong with it."
HYPOTHESES = (
    *(LONG, UNITS, OUTPUT, DEAD, LUCK, TARGETS, HEART, STEPS, NOTHING),
)

# The networks that are examined like this, by what is asked.
PATIENTS: dict[str, Patient] = {
    "Network 1: what holds it back?": TOPS_OUT,
    "Network 2: what holds it back?": FLATTENS,
    "Network 3: what happened?": DIES,
    "Network 4: up to 10 it learns, up to 20 it explodes. Why?": EXPLODES,
}
# What is said to each hypothesis, in the order of `HYPOTHESES`.
_SAID = (
    (
        "Ten times the epochs bring R² from −1.03 to −1.03. More of the same "
        "does not move it. Which answers does it give?",
        "A copy with four times the units has R² −1.03, as it has. Units are "
        "not what it lacks.",
        "Yes. 79% of the targets are out of its reach: a sigmoid answers "
        "between 0 and 1, and y goes up to 5. No training can change that.",
        "A dead network has one answer to everything. From the smallest to "
        "the largest of these it is 0.53.",
        "Of 5 other starts 0 learn. It is the same from each of them.",
        "The largest target is 5, and that is no long way to go. Look at the "
        "answers: where do they stop?",
        "Its loss is 2.03 times that of always answering the mean. It has "
        "learned nothing yet, noise neither.",
        "The loss is a number in 100% of the epochs. Steps that are too long "
        "leave none.",
        "Its loss is 2.03 times that of always answering the mean. A network "
        "without a fault has less than that.",
    ),
    (
        "Ten times the epochs bring R² from −0.92 to 0.00: to always "
        "answering the mean, and no further.",
        "A copy with four times the units has R² −0.36: worse than the mean, "
        "still. It has 32, and four would be enough for a bowl.",
        "0% of the targets are out of its reach. The tanh is in the hidden "
        "layer, and the output is linear: it may say any number.",
        "A dead network has one answer to everything. From the smallest to "
        "the largest of these it is 0.5, and they move.",
        "Of 5 other starts 0 learn. It is the same from each of them.",
        "Yes. The largest is 400, and a network starts with answers around "
        "0. From there, steps of this size do not get to 400.",
        "Its loss is 1.92 times that of always answering the mean. It has "
        "learned nothing yet, noise neither.",
        "The loss is a number in 100% of the epochs, and it falls. If "
        "anything, these steps are too short.",
        "Its loss is 1.92 times that of always answering the mean. A network "
        "without a fault has less than that.",
    ),
    (
        "Ten times the epochs bring R² from −0.56 to −0.56. A slow network "
        "has a loss that falls, slowly. This one has the same in every epoch.",
        "A copy with four times the units has R² −0.56 from this start. They "
        "all say 0.",
        "That is a fault, too: 29% of the targets are out of its reach, as a "
        "ReLU cannot say them. But something else keeps it from moving.",
        "Yes. From the smallest answer to the largest it is 0: its ReLUs say "
        "0 to every x, and a flat 0 has no slope to follow. You met this on "
        "the first page.",
        "Of 5 other starts 2 learn. What meets the three others as well is no "
        "bad luck.",
        "The largest target is 9, and that is no long way to go. It does not "
        "take one step.",
        "Its loss is 1.56 times that of always answering the mean. It has "
        "learned nothing, noise neither.",
        "The loss is a number in 100% of the epochs, and the same one. These "
        "steps are not too long: there are none.",
        "Its loss is 1.56 times that of always answering the mean. A network "
        "without a fault has less than that.",
    ),
    (
        "Ten times the epochs bring an R² that is not a number. More steps of "
        "the wrong length fly further apart.",
        "A copy with 16 ReLUs has R² 0.00: it answers the mean. For a line "
        "one neuron is enough, if it gets there.",
        "0% of the targets are out of its reach. The output is linear: it "
        "may say any number.",
        "A dead network answers one number to everything. From the smallest "
        "answer to the largest it is not a number here.",
        "Of 5 other starts 0 learn. One neuron has one bowl, and from every "
        "start the same steps fly apart.",
        "With scaled targets R² is not a number, as before. How steep this "
        "bowl is depends on x alone.",
        "Who learns by heart has a small loss. Held against always answering "
        "the mean, this one is not a number.",
        "Yes. The steepness grows with mean(x²). Twice the range makes it "
        "four times as steep, and the safe rate four times as small.",
        "Its loss, held against always answering the mean, is not a number.",
    ),
)
VERDICTS = {
    question: dict(zip(HYPOTHESES, said, strict=True))
    for question, said in zip(PATIENTS, _SAID, strict=True)
}

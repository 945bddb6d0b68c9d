"""Notebook 06: what its predictions reveal, and its guided exercises."""

from dataclasses import replace
from typing import Any

from helpers import engine
from helpers.experiment import FUNCTION_FIELDS, QUESTION, Experiment
from helpers.pages.shared.checking import (
    Feedback,
    NotYet,
    as_number,
    as_text,
    kept,
)
from helpers.wording.numbers import counted

REVEALS = {
    "Inputs and targets standardised: what becomes of the band?": {
        "It lies flat.": (
            "Yes. The network gets the same numbers for every range, so the "
            "range does not matter any more. Only the rate does."
        ),
        "It moves to larger inputs.": (
            "It does more than that. Once x is standardised, the network "
            "gets the same numbers for every range."
        ),
        "It vanishes.": (
            "Then nothing would ever train. The band stays, and it changes "
            "its direction. Standardise, and watch the map."
        ),
    },
    "Where do the 128 units bend before the training?": {
        "All over the range.": (
            "A bend is where w·x + b changes its sign, at x = −b/w. And all "
            "biases start at 0."
        ),
        "They have no bends yet.": (
            "Every hidden ReLU has one, where its input changes its sign. "
            "With all biases at 0, where is that?"
        ),
        "All at the same x.": (
            "Yes. All biases start at 0, so every unit bends where its input "
            "is 0. Training has to spread them."
        ),
    },
    "It has learned a sine. What does it answer beyond its data?": {
        "The wave goes on.": (
            "Nothing in a ReLU network knows about waves. Beyond the last "
            "bend there is no other way than straight on."
        ),
        "A straight line.": (
            "Yes. Beyond the last bend the slope cannot change any more, "
            "whatever the truth does."
        ),
        "The mean.": (
            "That would be modest, but nothing pulls it there. Beyond the "
            "last bend the slope cannot change any more."
        ),
    },
}

# The first exercise: this setting, and the smallest number of units for it.
# Random x lie on both sides of the valley; of x = 1…999 the training part
# sees hardly more than one, and a single unit would pass for a solution.
ABSOLUTE = Experiment(
    function="|x|",
    inputs="randn",
    final_relu=False,
    standardise_inputs=True,
    standardise_targets=True,
    learning_rate=0.1,
    epochs=500,
)
STARTS = 60
ENOUGH = 0.6  # of the starts
MANY_STARTS = 200  # where a share is to be told from another
CLOSE = 0.1  # of a share of starts, how far an answer may be off


@kept(
    lambda playground: (
        "check_fewest_units",
        f"hidden_units={playground.experiment.hidden_units}",
    )
)
def check_fewest_units(playground: object) -> Feedback:
    """Check the first exercise: the fewest units that mostly learn |x|.

    Parameters
    ----------
    playground : Playground
        As the learner has set it. It is looked at, and not changed.

    Returns
    -------
    Feedback
        Why a right answer is right; for a wrong one a hint, which never
        gives the solution away.
    """
    experiment = getattr(playground, "experiment", None)
    if not isinstance(experiment, Experiment):
        return _no_playground("check_fewest_units")
    units = experiment.hidden_units
    same = replace(experiment, hidden_units=128, seed=0)
    for name, words in _GIVEN.items():
        if not _alike(getattr(same, name), getattr(ABSOLUTE, name)):
            return NotYet(f"Not yet: this task is about {words}.")
    share = _learned(experiment)
    evidence = (
        f"With {counted(units, 'hidden unit')} {share:.0%} of {STARTS} "
        "starts learn"
    )
    if units == 1:
        return Feedback(
            f"Not enough: {evidence}. One unit bends the line once: it is "
            "right on one side of the valley at best."
        )
    if share < ENOUGH:
        return Feedback(
            f"Not enough: {evidence}. Every unit adds one bend, and some "
            "starts waste theirs."
        )
    fewer = _learned(replace(experiment, hidden_units=units - 1))
    if fewer >= ENOUGH:
        return Feedback(
            f"It works, and fewer do as well: {evidence}. With one unit less "
            f"{fewer:.0%} still learn."
        )
    return Feedback(
        f"Right. {evidence}, and with one unit less only {fewer:.0%}. A "
        "valley needs one unit for each of its sides. The others are spare "
        "parts: they make it likelier that both sides get one."
    )


@kept(
    lambda playground, share=None: (
        "check_with_relu",
        as_text(share),
    )
)
def check_with_relu(playground: object, share: object = None) -> Feedback:
    """Check the second exercise: the question, learning with its final ReLU.

    Parameters
    ----------
    playground : Playground
        As the learner has set it. It is looked at, and not changed.
    share : float, 0 to 1
        The share of starts that the learner expects to learn.

    Returns
    -------
    Feedback
        Why a right answer is right; for a wrong one a hint, which never
        gives the solution away.
    """
    experiment = getattr(playground, "experiment", None)
    if not isinstance(experiment, Experiment):
        return _no_playground("check_with_relu")
    if not experiment.final_relu:
        return NotYet(
            "Not yet: this task keeps the final ReLU. Switch it on again."
        )
    same_data = replace(
        QUESTION,
        **{f: getattr(experiment, f) for f in ("table", *FUNCTION_FIELDS)},
    )
    if (same_data.data.x.size, experiment.function) != (999, "2x") or (
        same_data.data.x != QUESTION.data.x
    ).any():
        return NotYet(
            "Not yet: that is another task now. The question learns y = 2x "
            "from x = 1…999; change how it is trained, not what it learns."
        )
    measured = _learned(experiment, MANY_STARTS)
    if measured <= CLOSE:  # else 0 could pass for its share
        some = "none" if measured == 0 else f"only {measured:.0%}"
        return (NotYet if share is None else Feedback)(
            f"Not yet: {some} of {MANY_STARTS} starts learn with this. Where "
            "on the map is the circle, and where is the band?"
        )
    value = as_number(share)
    if value is None or not 0 <= value <= 1:
        return NotYet(
            "It learns from some starts. From which share of them? Press "
            "*new start* often, count, and give it as a number from 0 to 1: "
            "check_with_relu(playground, 0.9)"
        )
    if abs(value - measured) > CLOSE:
        way = "fewer" if value > measured else "more"
        return Feedback(
            f"It learns, from {way} starts than that. Count again, or think "
            "of what decides before the first step."
        )
    if experiment.standardise_inputs:
        why = (
            "Standardised inputs have both signs, so a start has two chances "
            "to be above 0, one on each side. Without a final ReLU it needs "
            "no luck at all."
        )
    else:
        why = (
            "All inputs are positive, so the sign of one number, drawn at "
            "random, decides before the first step. No rate can wake the "
            "rest. There is a setting with better odds, too: try the inputs."
        )
    return Feedback(f"Right: {measured:.0%} of {MANY_STARTS} starts. {why}")


# What the first exercise leaves as it is, in words.
_GIVEN = {
    "table": "a function, not your own numbers",
    "function": "the function |x|",
    "inputs": "random inputs",
    "input_max": "the input range 999",
    "standardise_inputs": "standardised inputs",
    "standardise_targets": "standardised targets",
    "final_relu": "a network without a final ReLU",
    "optimizer": "the optimizer SGD",
    "learning_rate": "the learning rate 0.1",
    "epochs": "500 epochs",
    "batch_size": "a batch size of 100",
}


def _alike(value: Any, wanted: Any) -> bool:
    """Equal; for a slider on a logarithmic grid, within a step of it."""
    if wanted is None or isinstance(wanted, (bool, str)):
        return value == wanted
    return abs(value - wanted) <= 0.05 * wanted


def _learned(experiment: Experiment, starts: int = STARTS) -> float:
    """The share of starts that learn."""
    runs = engine.train_starts(experiment, starts)
    return sum(run.outcome == "learned" for run in runs) / starts


def _no_playground(name: str) -> NotYet:
    return NotYet(
        f"Not yet: pass the playground itself. For example: {name}(playground)"
    )

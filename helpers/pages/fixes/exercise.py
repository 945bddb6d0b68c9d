"""Notebook 05: what its predictions reveal, and its exercise."""

from dataclasses import fields, replace

from helpers import fixes
from helpers.advice import ADVICE
from helpers.engine import train_starts
from helpers.experiment import FUNCTION_FIELDS, Experiment
from helpers.pages.shared.checking import Feedback, NotYet, changes, kept
from helpers.pages.shared.marking import Several
from helpers.run import Run

# In the order of `ADVICE`.
ADVICE_REVEALS = (
    "A step moves every layer, and what comes out is multiplied by all of "
    "them. Steps that were too long with one layer are worse with three.",
    "What makes the steps too long is the size of x. That stays the same, "
    "for few units or many.",
    "Time helps who is on the way. Where no unit is left that answers, there "
    "is no way, however long you wait.",
    "The right idea, without its number. How small is small enough depends "
    "on how large x is, and this is still far too high.",
    "Yes. Adam divides each step by the size of the gradients, so large x do "
    "not make it longer. But it needs the linear output: what is dead at "
    "birth has no gradient to divide.",
    "They tame x, and leave the targets in the thousands. With a final ReLU "
    "these are enough to kill the network, without it to let it fly apart.",
    "MAE takes the size of the error out of the step. The size of x is still "
    "in it.",
    "The output cannot die any more. But the first steps are as long as "
    "before, and every *hidden* unit dies in its place.",
)

REVEALS: dict[str, dict[str, str]] = {
    "Which single fix is enough?": {
        "Standardised inputs.": (
            "Not alone. They tame the first steps, but there are still "
            "targets in the thousands, and a ReLU at the end."
        ),
        "Standardised targets.": (
            "Not alone. The answers may be small now, but the inputs still "
            "make the first steps far too long."
        ),
        "A linear output.": (
            "Not alone. The output cannot die any more. Look at what dies "
            "instead: every hidden unit."
        ),
        "None of them.": (
            "Yes. And it goes further: look at the pairs as well. That is "
            "why changing one thing at a time led nowhere."
        ),
    },
    "Which of these work, alone or with a linear output?": Several(
        zip(map(str, ADVICE), ADVICE_REVEALS, strict=True)
    ),
    "Fifty times as many epochs: what becomes of the error beyond?": {
        "It grows: it learns the points by heart.": (
            "A good guess where data are noisy. Here they are exact, so a "
            "closer fit does not harm. It does not help for ever, either."
        ),
        "It nearly vanishes, as it does inside.": (
            "Only the error inside vanishes. Training lowers the loss, and "
            "no point from beyond is in the loss."
        ),
        "It gets smaller, and then it stays.": (
            "Yes. It shrinks as long as the slope at the end of the training "
            "points still improves. Then nothing pulls at it any more."
        ),
    },
}

# The exercise: two bugs, and only one of them is a bug of the question.
PATIENT = Experiment(
    inputs="randn", input_max=1, learning_rate=1.0, epochs=100
)
STARTS = 20
DATA_FIELDS = "table", *FUNCTION_FIELDS  # what is to be learned
LARGEST = {"hidden_units": 256, "epochs": 500}
SMALLEST_BATCH = 10


@kept(lambda experiment: ("check_repair", _in_short(experiment)))
def check_repair(experiment: object) -> Feedback:
    """Check the exercise of notebook 05: is the patient healed?

    Trains the experiment from 20 starts, whatever its own seed is.

    Parameters
    ----------
    experiment : Experiment
        `PATIENT` with other knobs, but on its own data.

    Returns
    -------
    Feedback
        Why a right repair is right; for another one what became of it, and
        a hint, which never gives the solution away.
    """
    if not isinstance(experiment, Experiment):
        return NotYet(
            "Not yet: the answer is an Experiment, the patient with other "
            "knobs. For example: check_repair(replace(PATIENT, epochs=200))"
        )
    refused = _other_data(experiment) or _too_large(experiment)
    if refused:
        return NotYet(refused)
    runs = train_starts(experiment, STARTS)
    if all(run.outcome == "learned" for run in runs):
        return Feedback(_why_right(experiment))
    return Feedback(f"{STARTS} starts: {fixes.tally(runs)}. {_hint(runs)}")


def _in_short(experiment: Experiment) -> str:
    names = [field.name for field in fields(Experiment)]
    return changes(experiment, PATIENT, names)


def _other_data(experiment: Experiment) -> str:
    for field in DATA_FIELDS:
        if getattr(experiment, field) != getattr(PATIENT, field):
            return (
                f"You changed {field}, and with it what is to be learned. "
                "Heal the network on the patient's own data."
            )
    return ""


def _too_large(experiment: Experiment) -> str:
    for field, largest in LARGEST.items():
        if getattr(experiment, field) > largest:
            return (
                f"{STARTS} trainings of this would take long, and need not: "
                f"try {field} up to {largest}."
            )
    if experiment.batch_size < SMALLEST_BATCH:
        return (
            f"{STARTS} trainings of this would take long, and need not: try "
            f"a batch_size of {SMALLEST_BATCH} or more."
        )
    return ""


def _why_right(experiment: Experiment) -> str:
    text = (
        f"Right: all {STARTS} starts learn. Two bugs had to go together: "
        "half of the targets are negative, which a final ReLU cannot say, "
        "and the steps were too long."
    )
    if experiment.standardise_inputs or experiment.standardise_targets:
        text += (
            " The scaling did no harm, and was not needed: x and y were "
            "small, and on both sides of 0, from the start."
        )
    return text


def _hint(runs: list[Run]) -> str:
    experiment = runs[0].experiment
    words = {run.outcome for run in runs}
    if replace(experiment, seed=PATIENT.seed) == PATIENT:
        return "That is the patient as it came. What stops it?"
    if experiment.final_relu:
        return _hint_with_relu(experiment, words)
    if experiment.hidden_units < PATIENT.hidden_units and "constant" in words:
        return (
            "With few hidden units the start decides whether enough of them "
            "survive. Give the network its units back."
        )
    if "learned" in words:
        return (
            "A repair that depends on the start is not one yet. You are "
            "close: what decides whether the steps are too long, or too "
            "short and too few?"
        )
    if words & {"diverged", "constant"}:
        return (
            "Now the network may say anything, and it flies apart. What sets "
            "the length of a step?" + _about_scaling(experiment)
        )
    return (
        "It heads the right way and is not there yet: the steps are too "
        "short, or too few."
    )


def _hint_with_relu(experiment: Experiment, words: set[str]) -> str:
    if words & {"learning", "worse"}:
        return (
            "Some starts are alive, and they hit a wall. Compare the "
            "smallest target with the smallest answer: can this network say "
            "what it is asked for?"
        )
    if _only_larger(experiment):
        return (
            "More training, more units or other batches cannot wake a "
            "network whose gradient is 0. What put it there?"
        )
    return (
        "When every answer is 0, look at the last layer, and at the size of "
        "the steps." + _about_scaling(experiment)
    )


def _about_scaling(experiment: Experiment) -> str:
    if not (experiment.standardise_inputs or experiment.standardise_targets):
        return ""
    return (
        " And scaling was the cure where x and y were in the thousands. How "
        "large are they here? See PATIENT.data.x and PATIENT.data.y."
    )


def _only_larger(experiment: Experiment) -> bool:
    """Whether only the amount of training, or of network, was changed."""
    same = ("final_relu", "learning_rate", "optimizer", "standardise_inputs",
            "standardise_targets")  # fmt: skip
    return all(
        getattr(experiment, field) == getattr(PATIENT, field) for field in same
    )

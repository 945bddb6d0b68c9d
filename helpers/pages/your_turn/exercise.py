"""Notebook 07: what its predictions reveal, and its treatments."""

from collections.abc import Iterator, Sequence

from helpers.pages.shared.checking import Feedback, NotYet, changes, kept
from helpers.pages.your_turn.hypotheses import VERDICTS
from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    FUNCTIONS,
    MEMORISES,
    TOPS_OUT,
    Patient,
)
from helpers.progress import Progress
from helpers.scores import r_squared, standardised
from helpers.wording.numbers import number

REVEALS = VERDICTS | {
    "Network 5: what would you change?": {
        "Scale the inputs: they go up to 100.": (
            "A good habit, and with SGD it would be needed. But hold the "
            "loss against the mean's: Adam took these inputs well."
        ),
        "Train longer: the loss is above 20.": (
            "The noise in y alone has this loss. No network can get below "
            "it without learning the noise by heart."
        ),
        "Nothing.": (
            "Yes. Its loss looks large and its inputs are raw. But hold it "
            "against the mean, and it is sound."
        ),
    },
    "Network 6: train it longer?": {
        "Yes: that lowers the loss.": (
            "It does, because the answers bend towards single points. Look "
            "at them once more: is that x²?"
        ),
        "No: it learns the noise by heart.": (
            "Yes. Each bend goes after a point that lies off by chance. Fresh "
            "points will lie elsewhere."
        ),
        "No: first it needs more units.": (
            "More units bend more often. This one has 128, and bends more "
            "often than x² does already."
        ),
    },
}

DATA_FIELDS = "function", "inputs", "noise"  # they say what is to be learned
TREATABLE = (
    *("hidden", "activation", "output", "optimizer"),
    *("learning_rate", "epochs", "batch_size"),
    *("standardise_inputs", "standardise_targets", "seed"),
)
NAMES = {  # of those that are ill: hints say which one they are about
    TOPS_OUT: "network 1",
    FLATTENS: "network 2",
    DIES: "network 3",
    EXPLODES: "network 4",
    MEMORISES: "network 6",
}
STARTS = 5
HEALED = 0.95  # R² of every start, held against y without its noise
NOISY = 0.7  # the same, where the noise is larger than what is to be learned
LARGEST = {"epochs": 3000, "hidden": 256}
# Why a treatment healed, by the field that did it.
WHY = {
    TOPS_OUT: {"output": "Without the sigmoid, any number may come out."},
    FLATTENS: {
        "standardise_targets": (
            "With standardised targets the answers have a short way to go, "
            "and these steps got there."
        ),
    },
    DIES: {
        "output": (
            "The output can go below 0 now, and it does not die. Two hidden "
            "ReLUs are easily dead at once, so they needed a change, too."
        ),
    },
    EXPLODES: {
        "optimizer": (
            "This optimizer divides its steps by the size of the gradient, "
            "so a steep bowl does not throw it."
        ),
        "standardise_inputs": (
            "Scaled inputs make a bowl that is flat enough for this rate."
        ),
        "learning_rate": "The steps are short enough for this bowl now.",
    },
    MEMORISES: {
        "epochs": (
            "It stops in time. The curve comes first in a training, and the "
            "single points later."
        ),
        "hidden": (
            "Fewer units bend less often, so they cannot follow every point."
        ),
    },
}
OTHER_WAY = "The page has another way, but this one works, and that decides."
# What a treatment that did not heal was based on, by the field it changed.
MISCONCEPTIONS = {
    TOPS_OUT: {
        "output": (
            "Only a linear output lets any number come out. If yours is "
            "linear, give it time to learn."
        ),
        "epochs": "More training cannot lift the answers above 1.",
        "learning_rate": "At no rate do the answers get above 1.",
        "hidden": "With any number of hidden units, the output is the same.",
        "standardise_inputs": "The inputs are not what stops the answers.",
        "standardise_targets": (
            "Half of the standardised targets are below 0, and the output "
            "cannot say those either."
        ),
    },
    FLATTENS: {
        "standardise_targets": (
            "The goal is near now. The rest is a question of how long the "
            "steps are, and how many."
        ),
        "learning_rate": (
            "Longer steps get further, and so do more of them. But bring the "
            "goal nearer, and you need not search for the right ones."
        ),
        "epochs": "More epochs bring it to the mean, and no further.",
        "hidden": "More units are more of the same, and as far from 400.",
        "standardise_inputs": (
            "The inputs were not the reason. What is in the hundreds here?"
        ),
    },
    DIES: {
        "output": (
            "Is −3 within reach of that end? If so: two hidden ReLUs are "
            "easily dead at once, and short steps need many epochs."
        ),
        "seed": "Another start may live, or not. A coin flip is no treatment.",
        "epochs": "A dead network stays dead, however long it is trained.",
        "hidden": "It lives more often now. But what is y for x = −1?",
        "learning_rate": "A step of a dead network is the rate times 0.",
    },
    EXPLODES: {
        "standardise_inputs": (
            "The bowl is less steep now. Do the rate and the epochs fit it?"
        ),
        "optimizer": (
            "Such steps do not fly apart. At this rate they need more epochs."
        ),
        "learning_rate": (
            "That rate is not right yet: still too high, or too low by now?"
        ),
        "epochs": "More steps of the wrong length fly further apart.",
        "seed": "From every start the same steps fly apart.",
        "standardise_targets": (
            "How steep this bowl is depends on x alone. The targets are not "
            "in it."
        ),
    },
    MEMORISES: {
        "epochs": (
            "That is too long still, and the noise is in; or so short that "
            "the curve is not there yet. Look where the answers begin to "
            "zigzag."
        ),
        "hidden": (
            "Fewer units follow fewer points, but they have many epochs to do "
            "it. With very few, some starts do not find the curve at all."
        ),
        "learning_rate": (
            "Shorter steps, longer steps: in so many epochs the noise is "
            "learned at either."
        ),
        "seed": "Other starts learn the same points by heart.",
        "optimizer": "Another way to the same place: the points themselves.",
        "activation": "Smooth bends follow the points as well as sharp ones.",
        "standardise_inputs": "x is small already. The noise is in y.",
        "standardise_targets": (
            "Scaled noise is noise as before, and as easy to learn by heart."
        ),
    },
}
LOOK = "See what it answers now: plots.visit(my_treatment.train())"


@kept(lambda treatment: _in_short(treatment))
def check_treatment(treatment: object) -> Feedback:
    """Check a treatment of one of the networks of notebook 07.

    Trains the treated network from 5 starts, whatever its own seed is.

    Parameters
    ----------
    treatment : Patient
        One of the networks that are ill, with other fields, but on its
        own data: it is by its data that it is known.

    Returns
    -------
    Feedback
        Why a right treatment is right; for another one what became of it,
        and the misconception behind it, never the solution.
    """
    if not isinstance(treatment, Patient):
        return NotYet(
            "Not yet: the answer is one of the networks with a changed field. "
            "For example: check_treatment(replace(TOPS_OUT, epochs=200)), for "
            "network 1.\n"
            f"You may change {', '.join(TREATABLE)}."
        )
    patient = next((p for p in WHY if _data(p) == _data(treatment)), None)
    if patient is None:
        return NotYet(
            "You changed what is to be learned. Treat the network on its own "
            "data: leave function, inputs and noise as they are."
        )
    changed = [
        field
        for field in TREATABLE
        if getattr(treatment, field) != getattr(patient, field)
    ]
    if not changed:
        return NotYet(
            f"That is {NAMES[patient]} as it came. Change a field with "
            "replace."
        )
    sizes = {"epochs": treatment.epochs, "hidden": sum(treatment.hidden)}
    for field, size in sizes.items():
        if size > LARGEST[field]:
            return NotYet(
                f"{STARTS} trainings of this would take long, and need not: "
                f"try {field} up to {number(LARGEST[field])} in all."
            )
    enough = NOISY if patient is MEMORISES else HEALED
    healed = sum(fit > enough for fit in _fits(treatment))
    if healed == STARTS:
        why = _first(WHY[patient], changed, OTHER_WAY)
        return Feedback(
            f"Right: all {STARTS} starts of {NAMES[patient]} learn. {why}"
        )
    hint = _first(MISCONCEPTIONS[patient], changed, LOOK)
    return Feedback(
        f"Not yet: {healed} of {STARTS} starts of {NAMES[patient]} learn. "
        f"{hint}"
    )


def _in_short(treatment: Patient) -> tuple[str, str]:
    patient = next(p for p in WHY if _data(p) == _data(treatment))
    return (
        f"check_treatment: {NAMES[patient]}",
        changes(treatment, patient, TREATABLE),
    )


def _first(
    sentences: dict[str, str], changed: Sequence[str], otherwise: str
) -> str:
    """The first sentence about a field that was changed."""
    return next((sentences[f] for f in sentences if f in changed), otherwise)


def _data(patient: Patient) -> tuple:
    return tuple(getattr(patient, name) for name in DATA_FIELDS)


def _fits(treatment: Patient) -> Iterator[float]:
    """R² of the treated network from several starts, against the curve.

    The curve is y without its noise, which nothing can tell beforehand.
    """
    x, y = treatment.points()
    curve = FUNCTIONS[treatment.function](x)
    if treatment.standardise_targets:
        curve = standardised(curve, y)
    with Progress("Treatment") as progress:
        visits = treatment.train_starts(range(STARTS))
        for start in range(1, STARTS + 1):
            progress(f"start {start} of {STARTS}")
            yield r_squared(curve, next(visits).answers)

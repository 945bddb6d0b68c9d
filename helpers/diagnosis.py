"""What happened in a training, and what a printed loss gives away."""

import numbers
from typing import NamedTuple

import numpy as np

from helpers.wording.numbers import number

# Checked in this order; the first that fits is the outcome.
OUTCOMES = {
    "diverged": "a loss or a weight is no longer a finite number",
    "dead": "the final ReLU is at 0 on every training input, "
    "so no gradient is left",
    "constant": "the answer does not depend on x",
    "learned": "R² on the training part is above 0.99",
    "learning": "better than always answering the mean, not there yet",
    "worse": "always answering the mean would be closer",
}

LEARNED_R_SQUARED = 0.99
# float32 resolves 1.2e-7; answers that differ by less than a few of these
# steps are the same answer.
SAME = 1e-6


def outcome(run):
    """The outcome of a training in one word, a key of `OUTCOMES`.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
    """
    data = run.experiment.data
    outputs = run.outputs[data.train]
    results = (run.loss, run.val_loss, outputs, *run.end)
    if not all(np.isfinite(values).all() for values in results):
        return "diverged"
    return word_for(outputs, run.r_squared, run.experiment.final_relu)


def word_for(outputs, r_squared, final_relu):
    """The outcome of finite answers in one word, whatever gave them.

    Parameters
    ----------
    outputs : array_like
        The answers to the training inputs, in the network's units.
    r_squared : float
        Of these answers.
    final_relu : bool
        Whether the network ends in a ReLU, which has no slope at 0.

    Returns
    -------
    str
    """
    outputs = np.asarray(outputs, np.float64)
    if final_relu and (outputs == 0).all():
        return "dead"
    if np.ptp(outputs) <= SAME * np.abs(outputs).max():
        return "constant"
    if r_squared > LEARNED_R_SQUARED:
        return "learned"
    return "learning" if r_squared > 0 else "worse"


def r_squared(targets, answers):
    """Share of the targets' variance that the answers explain.

    R² = 1 - Σ(t - a)² / Σ(t - mean(t))²: 1 for perfect answers, 0 for
    always answering the mean, negative for anything worse than that.

    Parameters
    ----------
    targets, answers : array_like, shape (n,)

    Returns
    -------
    float
        NaN if an answer is. For targets that are all the same there is
        nothing to explain: 1 for exactly these answers, else 0.
    """
    targets = np.asarray(targets, np.float64)
    answers = np.asarray(answers, np.float64)
    unexplained = np.sum((targets - answers) ** 2)
    variation = np.sum((targets - targets.mean()) ** 2)
    if variation == 0:
        return float(unexplained == 0)
    return float(1 - unexplained / variation)


def constant_loss(answer, targets):
    """The mean squared error of a network that answers `answer` to all.

    Parameters
    ----------
    answer : float
        In the units of the targets.
    targets : array_like, shape (n,)

    Returns
    -------
    float
    """
    return float(np.mean((np.asarray(targets, np.float64) - answer) ** 2))


class ConstantAnswer(NamedTuple):
    """A constant answer that would explain a loss.

    Attributes
    ----------
    exact : float
        The answer whose loss is the given one.
    whole : int
        The nearest whole number: what a network plausibly answered.
    loss : float
        The loss of `whole`.
    misfit : float
        |loss - given loss| / given loss, no unit. Around 1e-7 is what
        float32 leaves; a misfit of 1e-5 is a different answer.
    """

    exact: float
    whole: int
    loss: float
    misfit: float

    def __str__(self):
        return (
            f"always {self.whole:,}: loss {self.loss:,.2f}, "
            f"misfit {self.misfit:.0e}"
        )


def constant_behind(loss, targets):
    """Which constant answer has this mean squared error on these targets?

    The loss of always answering k is mean((t - k)²) = var(t) +
    (k - mean(t))², so k = mean(t) ± sqrt(loss - var(t)).

    Parameters
    ----------
    loss : float
        As printed by Keras, for the same targets.
    targets : array_like, shape (n,)

    Returns
    -------
    list of ConstantAnswer
        Both solutions, the one nearer to 0 first.

    Raises
    ------
    ValueError
        If the loss is not a positive number, if a target is not finite, or
        if the loss is below that of the mean: no constant is that good.
    """
    targets = np.asarray(targets, np.float64).ravel()
    if targets.size == 0 or not np.isfinite(targets).all():
        raise ValueError(
            "targets must be one or more finite numbers. Pass the y that "
            "this loss was computed on."
        )
    if not isinstance(loss, numbers.Real):
        raise TypeError(
            f"loss must be one number, not {loss!r}. Try the last of a "
            "training, history.history['loss'][-1]."
        )
    loss = float(loss)  # a float32 would round the misfit
    if not (np.isfinite(loss) and loss >= 0):
        raise ValueError(
            f"loss must be a finite number, 0 or more, not {loss}. A loss "
            "that is not a number means that the training diverged."
        )
    mean, variance = targets.mean(), targets.var()
    if loss < variance * (1 - SAME):
        raise ValueError(
            f"No constant answer has a loss as low as {number(loss, 7)}: the "
            f"best one, the mean {number(mean, 7)}, has "
            f"{number(variance, 7)}. So this network's answer depends on x."
        )
    distance = np.sqrt(max(loss - variance, 0))
    found = []
    for exact in sorted((mean - distance, mean + distance), key=abs):
        whole = round(exact)
        of_whole = constant_loss(whole, targets)
        misfit = abs(of_whole - loss) / loss if loss else abs(of_whole)
        found.append(ConstantAnswer(float(exact), whole, of_whole, misfit))
    return found


def largest_difference(run, other):
    """How far two trainings of the same experiment are apart.

    Parameters
    ----------
    run, other : Run

    Returns
    -------
    float
        The largest |difference| / loss over all epochs, of training and
        validation loss, where both are finite. No unit; 0 if they never are.
    """
    one = np.concatenate([run.loss, run.val_loss])
    two = np.concatenate([other.loss, other.val_loss])
    both = np.isfinite(one) & np.isfinite(two) & (one > 0)
    return float(np.max(np.abs(two[both] / one[both] - 1), initial=0))


def setting(experiment):
    """The setting of an experiment in words.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
    """
    units = experiment.hidden_units
    scale = number(experiment.input_max)
    inputs = {
        "arange": f"x = 1…{scale}",
        "spread": f"{len(experiment.data.x)} x up to {scale}",
        "randn": f"random x of size {scale}",
    }[experiment.inputs]
    return (
        f"{inputs}, learning rate "
        f"{number(experiment.learning_rate)}, {units} hidden "
        f"unit{'s' if units > 1 else ''}, start {experiment.seed}"
    )


def differences(experiment):
    """In what else an experiment differs from the question, in words.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    list of str
        One for each of the fields that `setting` leaves out, if it is not
        as in the question.
    """
    said = {
        "function": f"learns {experiment.function}",
        "epochs": f"{number(experiment.epochs)} epochs",
        "batch_size": f"batches of {number(experiment.batch_size)}",
        "optimizer": experiment.optimizer.capitalize(),
        "standardise_inputs": "inputs standardised",
        "standardise_targets": "targets standardised",
        "final_relu": "no final ReLU",
    }
    question = type(experiment)()
    return [
        words
        for name, words in said.items()
        if getattr(experiment, name) != getattr(question, name)
    ]


def describe(run):
    """One sentence: the outcome word, and the evidence for it.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
    """
    return f"{run.outcome}: {_EVIDENCE[run.outcome](run)}."


def when_lost(loss):
    """When a loss was not a finite number, in words.

    Parameters
    ----------
    loss : array_like, shape (epochs,)

    Returns
    -------
    str
        "from epoch 3 on"; "in epoch 3" if it is finite again later, as when
        the network died of it; "" if it always was.
    """
    finite = np.isfinite(loss)
    if finite.all():
        return ""
    first = int(np.argmin(finite))
    if finite[first:].any():
        return f"in epoch {first + 1}"
    return f"from epoch {first + 1} on"


def _diverged(run):
    when = when_lost(run.loss + run.val_loss)
    if not when:
        return "some weights are no longer finite numbers"
    if when.startswith("in"):
        return f"{when} the loss was not a finite number"
    return f"{when} the loss is no longer a finite number"


def _dead(run):
    evidence = "the final ReLU answers 0 to every training input"
    targets = run.experiment.data.targets[run.experiment.data.train]
    always_0 = constant_loss(0, targets)
    last = run.loss[-1]
    if abs(last - always_0) <= 1e-5 * always_0:
        return (
            f"{evidence}; loss {number(last)} equals that of always "
            "answering 0"
        )
    return (
        f"{evidence} since the last epoch, whose loss was still "
        f"{number(last)}; always answering 0 has {number(always_0)}"
    )


def _constant(run):
    data = run.experiment.data
    # After an explosion only the first digits are the same on any machine.
    answer = number(f"{run.predictions[data.train].mean():.4g}")
    mean = number(data.y[data.train].mean())
    return (
        f"the answer is {answer} to every training input; their mean target "
        f"is {mean}"
    )


def _somewhere(run):
    data = run.experiment.data
    miss = np.abs(run.predictions - data.y)
    text = (
        f"R² {_r_squared(run)} on the training part, where the "
        f"answer misses y by {number(miss[data.train].mean(), 3)} on average"
    )
    if miss[data.test].size:
        text += f" (on the test part by {number(miss[data.test].mean(), 3)})"
    return text


def _r_squared(run):
    r2 = run.r_squared
    return "above 0.999" if r2 > 0.999 else number(r2, 3)


def _worse(run):
    return _somewhere(run) + "; always answering the mean would be closer"


_EVIDENCE = {
    "diverged": _diverged,
    "dead": _dead,
    "constant": _constant,
    "learned": _somewhere,
    "learning": _somewhere,
    "worse": _worse,
}

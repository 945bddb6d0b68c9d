"""A training, and its setting, in words."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.experiment import SWITCHES, Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.points import INPUTS
from helpers.run import Run
from helpers.scores import constant_loss
from helpers.tables.dependence import dependence
from helpers.wording.numbers import about, counted, number


def describe(run: Run) -> str:
    """One sentence: the outcome word, and the evidence for it.

    A table has a second one: whether y depends on x, without a network.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
    """
    text = f"{run.outcome}: {_EVIDENCE[run.outcome](run)}."
    table = run.experiment.table
    if table is not None:
        finding = str(dependence(table))
        text += f" {finding[0].upper()}{finding[1:]}."
    return text


def setting(experiment: Experiment) -> str:
    """The setting of an experiment in words.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
    """
    return (
        f"{_inputs(experiment)}, learning rate "
        f"{number(experiment.learning_rate)}, "
        f"{counted(experiment.hidden_units, 'hidden unit')}, "
        f"start {experiment.seed}"
    )


def _inputs(experiment: Experiment) -> str:
    data, table = experiment.data, experiment.table
    if table is None:
        return INPUTS[experiment.inputs].phrase.format(
            scale=number(experiment.input_max), points=len(data.x)
        )
    train, validation, test = (
        len(data.x[part]) for part in (data.train, data.validation, data.test)
    )
    return (
        f"own numbers: {table.y_name} by {table.x_name}, "
        f"{counted(train, 'row')} to train on, {number(validation)} to "
        f"validate and {number(test)} to test, drawn with seed "
        f"{table.seed}; x times {number(table.factor)}"
    )


def differences(experiment: Experiment) -> list[str]:
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
        "optimizer": OPTIMIZERS[experiment.optimizer].label,
    } | {name: switch.phrase for name, switch in SWITCHES.items()}
    question = type(experiment)()
    return [
        words
        for name, words in said.items()
        if getattr(experiment, name) != getattr(question, name)
    ]


def when_lost(loss: ArrayLike) -> str:
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


def _diverged(run: Run) -> str:
    when = when_lost(run.loss + run.val_loss)
    if not when:
        return "some weights are no longer finite numbers"
    if when.startswith("in"):
        return f"{when} the loss was not a finite number"
    return f"{when} the loss is no longer a finite number"


def _dead(run: Run) -> str:
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


def _constant(run: Run) -> str:
    data = run.experiment.data
    # After an explosion only the first digits are the same on any machine.
    answer = about(run.predictions[data.train].mean(), 4)
    mean = number(data.y[data.train].mean())
    return (
        f"the answer is {answer} to every training input; their mean target "
        f"is {mean}"
    )


def _somewhere(run: Run) -> str:
    data = run.experiment.data
    miss = np.abs(run.predictions - data.y)
    text = (
        f"R² {_r_squared(run)} on the training part, where the "
        f"answer misses y by {number(miss[data.train].mean(), 3)} on average"
    )
    if miss[data.test].size:
        text += f" (on the test part by {number(miss[data.test].mean(), 3)})"
    return text


def _r_squared(run: Run) -> str:
    r2 = run.r_squared
    return "above 0.999" if r2 > 0.999 else number(r2, 3)


def _worse(run: Run) -> str:
    return _somewhere(run) + "; always answering the mean would be closer"


_EVIDENCE = {
    "diverged": _diverged,
    "dead": _dead,
    "constant": _constant,
    "learned": _somewhere,
    "learning": _somewhere,
    "worse": _worse,
}

"""What a model is to do: answer with numbers, or choose a class."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.scores import r_squared

WELL = 0.95  # R² of answers that need no further explanation


@dataclass(frozen=True)
class Task:
    """How targets and answers are to be read.

    Attributes
    ----------
    kind : {"regression", "binary", "categorical", "sparse"}
        "sparse": the targets are the numbers of classes, the answers have
        one column for each class.
    from_logits : bool
        The last activation is within the loss.
    """

    kind: str
    from_logits: bool = False

    @property
    def is_regression(self) -> bool:
        return self.kind == "regression"

    def targets(self, y: np.ndarray, width: int) -> np.ndarray:
        """The targets in the shape of answers with this many columns."""
        if self.kind != "sparse":
            return y
        columns = np.arange(width)  # a class that has no column has no 1
        return (y.reshape(-1, 1) == columns).astype(np.float32)

    def shares(self, answers: np.ndarray) -> np.ndarray:
        """The answers as shares from 0 to 1, if the loss makes them so."""
        if not self.from_logits:
            return answers
        answers = np.asarray(answers, np.float64)
        if self.kind == "binary":
            return 1 / (1 + np.exp(-np.clip(answers, -500, 500)))
        powers = np.exp(answers - answers.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    def score(self, y: np.ndarray, answers: np.ndarray) -> float:
        """R² of the answers: 1 is perfect, 0 is always the mean's.

        For classes it is R² of the shares against 0 and 1, or the part of
        the baseline's wrong answers that is right, whichever is higher.
        """
        if not np.isfinite(answers).all():
            return -np.inf
        targets = self.targets(y, answers.shape[-1])
        if targets.size != answers.size:
            return -np.inf
        targets, answers = targets.reshape(answers.shape), self.shares(answers)
        score = r_squared(targets.ravel(), answers.ravel())
        if self.is_regression:
            return score
        wrong = 1 - self.right(targets, answers)
        usual = np.broadcast_to(targets.mean(axis=0), targets.shape)
        baseline = 1 - self.right(targets, usual)
        return max(score, 1 - wrong / baseline) if baseline else score

    @staticmethod
    def right(targets: np.ndarray, answers: np.ndarray) -> float:
        """The share of answers that choose the right class."""
        if answers.shape[-1] == 1:
            return float(np.mean((answers > 0.5) == (targets > 0.5)))
        return float(np.mean(answers.argmax(-1) == targets.argmax(-1)))


def task_of(loss: Any, y: np.ndarray, width: int) -> Task:
    """Read from the loss, the targets and the answers' width what the task is.

    Parameters
    ----------
    loss : object
        What was passed to `compile`.
    y : ndarray, shape (n, …)
    width : int
        Columns of the answers.

    Returns
    -------
    Task
    """
    name = name_of(loss)
    if name in ("ce", "crossentropy") and width > 1 and np.size(y) == len(y):
        name = "sparse"
    chooses = name.startswith(("bce", "binary", "categor", "ce", "cross"))
    kind = "regression"
    if name.startswith("sparse"):
        kind = "sparse"
    elif np.isin(y, (0, 1)).all():
        if width > 1 and np.size(y) > len(y):
            kind = "categorical"
        elif chooses or "hinge" in name:
            kind = "binary"
    options = loss.get_config() if hasattr(loss, "get_config") else {}
    return Task(kind, bool(options.get("from_logits", False)))


def name_of(loss: Any) -> str:
    """The name of a loss or metric, in small letters: "mse"."""
    if isinstance(loss, str):
        return loss.lower()
    name = getattr(loss, "name", None) or getattr(loss, "__name__", None)
    return str(name or type(loss).__name__).lower()

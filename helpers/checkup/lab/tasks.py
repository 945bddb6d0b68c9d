"""What a model is to do: answer with numbers, or choose a class."""

from dataclasses import dataclass
from typing import Any

import numpy as np

WELL = 0.95  # score of answers that need no further explanation


@dataclass(frozen=True)
class Task:
    """How targets and answers are to be read.

    Attributes
    ----------
    kind : {"regression", "numbers", "binary", "labels", "categorical", \
            "sparse"}
        "numbers": one number, which is right if it is rounded to the target.
        "labels": several may be true of a row, each has a column. "sparse":
        the targets are the numbers of classes, the answers have one column
        for each class.
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
        if self.kind in ("binary", "labels"):
            return 1 / (1 + np.exp(-np.clip(answers, -500, 500)))
        powers = np.exp(answers - answers.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    def score(
        self,
        y: np.ndarray,
        answers: np.ndarray,
        among: np.ndarray | None = None,
    ) -> float:
        """How good answers are: 1 is perfect, 0 is what knows nothing of x.

        For numbers it is R², the mean over the columns, so that a small one
        counts as much as a large one. For classes it is the part of the wrong
        answers of always choosing the most frequent class that is not wrong.

        Parameters
        ----------
        y : ndarray, shape (n, …)
        answers : ndarray, shape (n, …, columns)
        among : ndarray, optional
            Targets of which `y` are a part: what knows nothing of x is held
            against all of these, as few may lie close together.

        Returns
        -------
        float
            Minus infinity if an answer is not a finite number, or there is not
            one target for each.
        """
        targets = self.targets(y, answers.shape[-1])
        if targets.size != answers.size or not np.isfinite(answers).all():
            return -np.inf
        every = self.targets(y if among is None else among, answers.shape[-1])
        columns = -1, answers.shape[-1]
        targets, every = targets.reshape(columns), every.reshape(columns)
        answers = self.shares(answers).reshape(columns)
        if self.is_regression:
            return float(np.mean(_r_squared(targets, answers, every)))
        wrong = 1 - self.right(targets, answers)
        usual = 1 - self.usual(every)
        return float(1 - wrong / usual) if usual else float(wrong == 0)

    def right(self, targets: np.ndarray, answers: np.ndarray) -> float:
        """The share of answers that choose the right class, or label."""
        if self.kind == "numbers":
            return float(np.mean(np.rint(answers) == targets))
        if self.kind in ("binary", "labels") or answers.shape[-1] == 1:
            return float(np.mean((answers > 0.5) == (targets > 0.5)))
        return float(np.mean(answers.argmax(-1) == targets.argmax(-1)))

    def usual(self, targets: np.ndarray) -> float:
        """The same of always answering the most frequent class."""
        if self.kind == "numbers":
            return float(
                np.unique(targets, return_counts=True)[1].max() / targets.size
            )
        most = np.broadcast_to(targets.mean(axis=0), targets.shape)
        return self.right(targets, most)


@np.errstate(over="ignore", invalid="ignore")
def _r_squared(
    targets: np.ndarray, answers: np.ndarray, every: np.ndarray
) -> np.ndarray:
    """R² of each column, with the variance of all targets."""
    unexplained = np.mean((targets - answers) ** 2.0, axis=0)
    variance = np.var(every, axis=0, dtype=np.float64)
    return np.where(
        variance > 0,
        1 - unexplained / np.where(variance > 0, variance, 1),
        unexplained == 0,
    )


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
    one_column = np.size(y) == len(y)
    if name in ("ce", "crossentropy") and width > 1 and one_column:
        name = "sparse"
    kind = "regression"
    if name.startswith("sparse"):
        kind = "sparse"
    elif np.isin(y, (0, 1)).all():
        if one_column:
            kind = "binary"
        elif (y.reshape(-1, y.shape[-1]).sum(axis=-1) == 1).all():
            kind = "categorical"
        else:
            kind = "labels"
    options = loss.get_config() if hasattr(loss, "get_config") else {}
    return Task(kind, bool(options.get("from_logits", False)))


def name_of(loss: Any) -> str:
    """The name of a loss or metric, in small letters: "mse"."""
    if isinstance(loss, str):
        return loss.lower()
    name = getattr(loss, "name", None) or getattr(loss, "__name__", None)
    return str(name or type(loss).__name__).lower()

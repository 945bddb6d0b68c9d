"""A learner's program as a value, and its training on a copy."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from helpers import diagnosis
from helpers.checkup.copies import copy_of, reach
from helpers.checkup.tasks import Task
from helpers.keras_twin import load_keras

UPDATES = 2000  # of one trial at most: half a second for a small model
WORK = 1.5e10  # multiplications of one trial at most: about a second
ROWS = 2000  # of the data at most, drawn at random
STARTS = 2  # fresh ones of a trial


@dataclass(frozen=True, eq=False)
class Program:
    """What a learner wrote, and what a trial changes in it.

    A repair is a changed field: ``replace(program, scale_inputs=True)``.

    Attributes
    ----------
    model : keras.Model
        The learner's own. It is never trained or changed.
    x, y : ndarray
        Inputs with one row for each point, and what `fit` gets as targets.
    task : Task
    loss : object
        What was passed to `compile`, or the name of another loss.
    learning_rate : float
    batch_size : int
    epochs : int or None
        None: as many as a trial may have.
    scale_inputs, scale_targets : bool
        Give the model standardised columns.
    output : str or None
        Another last activation.
    updates : int
        How many a trial may have.
    """

    model: object
    x: np.ndarray
    y: np.ndarray
    task: Task
    loss: object
    learning_rate: float
    batch_size: int
    epochs: int | None
    scale_inputs: bool = False
    scale_targets: bool = False
    output: str | None = None
    updates: int = UPDATES

    @property
    def data(self):
        """The rows as the model gets them: inputs and targets."""
        x, y = self.x, self.y
        if len(x) > ROWS:
            rows = np.random.default_rng(0).permutation(len(x))[:ROWS]
            x, y = x[rows], y[rows]
        return (
            standardised(x) if self.scale_inputs else x,
            standardised(y) if self.scale_targets else y,
        )

    @property
    def key(self):
        """Equal for programs that train alike; arrays count as themselves."""
        values = vars(self).values()
        return tuple(id(v) if isinstance(v, np.ndarray) else v for v in values)

    @property
    def work(self):
        """Multiplications that one update of all weights costs, for a row.

        Forwards, backwards and for the update each weight is used once, and
        in a sequence once for every place.
        """
        return 3 * self.model.count_params() * np.prod(self.x.shape[1:-1])

    @property
    def trial_epochs(self):
        """As many as the program's own, or as a trial may have."""
        rows = min(len(self.x), ROWS)
        steps = -(-rows // self.batch_size)
        affordable = min(self.updates // steps, WORK // (rows * self.work))
        most = max(1, int(affordable))
        return min(self.epochs or most, most)


def repaired(program, repair, end):
    """A program with some fields changed, and an end that fits them.

    Parameters
    ----------
    program : Program
    repair : dict
        Fields of `Program`.
    end : Reach or None
        Which answers the program's model can give.

    Returns
    -------
    Program
        Standardised targets lie on both sides of 0: an output that is not
        free to go there becomes linear.
    """
    program = replace(program, **repair)
    is_free = end is None or end.is_free or program.output
    if program.scale_targets and not is_free:
        program = replace(program, output="linear")
    return program


def standardised(columns):
    """Each column with mean 0 and, if it varies, standard deviation 1."""
    columns = np.asarray(columns, np.float64)
    deviation = columns.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return ((columns - columns.mean(axis=0)) / deviation).astype(np.float32)


class Trial(NamedTuple):
    """What a training of a copy left.

    Attributes
    ----------
    loss : ndarray, shape (epochs,)
    answers : ndarray of float32
    outcome : str
        A key of `diagnosis.OUTCOMES`.
    score : float
        R² of the answers; minus infinity if one is no finite number.
    """

    loss: np.ndarray
    answers: np.ndarray
    outcome: str
    score: float


class Trials:
    """Trains copies of a learner's program, each kind compiled once.

    Parameters
    ----------
    progress : callable, optional
        Called before every training, with what is being done.
    """

    def __init__(self, progress=lambda doing: None):
        self._progress = progress
        self._trainers = {}
        self._done = {}

    def best(self, program):
        """The best of the trainings from a few fresh starts.

        A start may have bad luck in any program, and that is no fault. One
        that has learned needs no other.
        """
        done = []
        for seed in range(1, STARTS + 1):
            done.append(self._once(program, seed))
            if done[-1].outcome == "learned":
                break
        return max(done, key=lambda trial: trial.score)

    def run(self, program, starts=STARTS):
        """Train a program from fresh starts.

        Returns
        -------
        list of Trial
        """
        return [self._once(program, seed) for seed in range(1, starts + 1)]

    def go_on(self, program):
        """Train on from the weights that the model has now."""
        return self._once(program, None)

    def _once(self, program, seed):
        key = program.key, seed
        if key not in self._done:
            self._progress("training a copy")
            self._done[key] = self._trainer(program).train(program, seed)
        return self._done[key]

    def _trainer(self, program):
        kind = program.output, program.loss
        if kind not in self._trainers:
            self._trainers[kind] = _Trainer(program)
        return self._trainers[kind]


class _Trainer:
    """A copy of a model with its own optimizer, and a compiled loop."""

    def __init__(self, program):
        keras = load_keras()
        self._model = copy_of(program.model, program.output)
        self._model.compile(loss=program.loss)
        theirs = program.model.optimizer
        self._optimizer = type(theirs).from_config(
            theirs.get_config()
            | {"learning_rate": float(program.learning_rate)}
        )
        self._optimizer.build(self._model.trainable_variables)
        self._fresh = [np.array(v) for v in self._optimizer.variables]
        self._loop = training_loop(self._model, self._optimizer)
        self._to_numpy = keras.ops.convert_to_numpy
        end = reach(self._model)
        self._is_flat = end is not None and end.is_flat

    def train(self, program, seed):
        x, y = program.data
        self._start(program, seed)
        rng = np.random.default_rng(seed)
        orders = np.array(
            [rng.permutation(len(x)) for _ in range(program.trial_epochs)],
            np.int32,
        )
        losses = self._loop(x, y, orders, program.batch_size)
        answers = self._to_numpy(self._model(x))
        score = program.task.score(y, answers)
        if not np.isfinite(losses).all() or np.isinf(score):
            return Trial(losses, answers, "diverged", -np.inf)
        word = diagnosis.word_for(answers, score, self._is_flat)
        return Trial(losses, answers, word, score)

    def _start(self, program, seed):
        start = copy_of(program.model, program.output, seed)
        self._model.set_weights(start.get_weights())
        for variable, fresh in zip(
            self._optimizer.variables, self._fresh, strict=True
        ):
            variable.assign(fresh)
        self._optimizer.learning_rate = program.learning_rate


def training_loop(model, optimizer):
    """A compiled function that trains a model: what `fit` does, and no more.

    Parameters
    ----------
    model : keras.Model
        Compiled, for its loss.
    optimizer : keras.optimizers.Optimizer
        Built for the model's weights.

    Returns
    -------
    callable
        Takes x, y, orders (int32, shape (epochs, rows)) and a batch size;
        returns the loss of each epoch, float32, as `fit` reports it.
    """
    import tensorflow as tf

    variables = model.trainable_variables

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = model.compute_loss(y=y, y_pred=model(x, training=True))
        gradients = tape.gradient(loss, variables)
        optimizer.apply(
            [
                tf.zeros_like(v) if g is None else g
                for g, v in zip(gradients, variables, strict=True)
            ],
            variables,
        )
        return loss

    @tf.function(reduce_retracing=True)
    def loop(x, y, orders, batch_size):
        epochs, points = tf.shape(orders)[0], tf.shape(orders)[1]
        losses = tf.TensorArray(tf.float32, epochs)
        for epoch in tf.range(epochs):
            total, first = 0.0, 0
            while first < points:
                rows = orders[epoch, first : first + batch_size]
                loss = step(tf.gather(x, rows), tf.gather(y, rows))
                total += loss * tf.cast(tf.size(rows), tf.float32)
                first += batch_size
            losses = losses.write(epoch, total / tf.cast(points, tf.float32))
        return losses.stack()

    def train(x, y, orders, batch_size):
        # As tensors: a new array would be traced anew each time.
        return loop(*map(tf.constant, (x, y, orders, batch_size))).numpy()

    return train

"""The program that a learner takes away: an experiment in plain Keras."""

from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS, QUESTION_POINTS


def program(experiment):
    """Write an experiment as a complete program, with Keras and NumPy only.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
        Python source in ASCII, no line longer than 79 characters. Run, it
        leaves `history`, `model` and `answers` (in the units of y).

    Notes
    -----
    The points and the starting weights are exactly the experiment's. How
    closely the losses agree with those of `engine.train` was measured:

    - One batch of all training points: to 2·10⁻⁶ in 77 random settings over
      4 epochs, to 8·10⁻⁶ in the 20 epochs of the question's first answer.
    - Several batches: given the engine's order, to 2·10⁻⁷. Keras' own order
      differs, and a fixed seed makes TensorFlow repeat it in every epoch
      (its issue 35682). Of 120 random settings whose loss only falls, over
      up to 12 epochs, half agree within 0.2 % and 90 % within 4 %. The worst
      seen are a loss on its way to 0 (a factor 1.8 off) and SGD at rate 0.1,
      at the edge of stability (2.5).
    - The outcome was the same word in 341 of 344 settings, stable or not.

    The inputs are standardised in two NumPy lines and not by a
    `Normalization` layer: that one rounds in float32 (5·10⁻⁷ off), and
    would want its own three arrays in `model.set_weights`.
    """
    task = FUNCTIONS[experiment.function].task
    paragraphs = [
        f'"""Can a small network learn {task}?"""',
        "import keras\nimport numpy as np",
        _seed(experiment),
        _points(experiment),
        _standardising(experiment),
        _model(experiment),
        _start(experiment),
        _training(experiment),
        _results(experiment),
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _seed(experiment):
    return (
        "# The same seed gives the same random numbers on every run.\n"
        f"seed = {experiment.seed}\n"
        "keras.utils.set_random_seed(seed)"
    )


def _points(experiment):
    source = INPUTS[experiment.inputs].source.format(
        scale=_literal(experiment.input_max), points=QUESTION_POINTS
    )
    return "\n".join(
        [
            _parts_in_words(experiment),
            "# They stand in one column, as Keras wants a row for each point.",
            source,
            f"y = {_function(experiment)}",
        ]
    )


def _function(experiment):
    middle = INPUTS[experiment.inputs].middle * experiment.input_max
    return FUNCTIONS[experiment.function].source.format(
        scale=_literal(experiment.input_max),
        middle=_literal(middle),
        shifted=f"x - {_literal(middle)}" if middle else "x",
    )


def _parts_in_words(experiment):
    data = experiment.data
    train, cut, points = data.train.stop, data.validation.stop, len(data.x)
    test = f", {points - cut} to test" if cut < points else ""
    return (
        f"# {points} points: {train} to train on, {cut - train} to validate"
        f"{test}."
    )


def _standardising(experiment):
    data = experiment.data
    train = _rows(experiment, "train")
    lines = []
    if experiment.standardise_inputs:
        lines += [
            f"x_mean, x_std = x{train}.mean(), x{train}.std()",
            "inputs = (x - x_mean) / x_std",
        ]
    if experiment.standardise_targets:
        same = not data.y[data.train].std()
        lines += (
            [f"y_mean, y_std = y{train}.mean(), 1.0  # all y are the same"]
            if same
            else [f"y_mean, y_std = y{train}.mean(), y{train}.std()"]
        )
        lines.append("targets = (y - y_mean) / y_std")
    if lines:
        lines = [
            "# Standardise: mean 0, standard deviation 1. Only the training",
            "# part is measured: the others stand for points not yet seen.",
            *lines,
        ]
    return "\n".join(lines)


def _model(experiment):
    output = (
        'keras.layers.Dense(1, activation="relu"),  # never below 0'
        if experiment.final_relu
        else "keras.layers.Dense(1),  # no ReLU here: any number may come out"
    )
    optimizer = OPTIMIZERS[experiment.optimizer].label
    rate = experiment.learning_rate
    return f"""\
hidden_units = {experiment.hidden_units}
model = keras.Sequential(
    [
        keras.Input((1,)),
        keras.layers.Dense(hidden_units, activation="relu"),
        {output}
    ]
)
model.compile(
    optimizer=keras.optimizers.{optimizer}(learning_rate={rate!r}),
    loss="mse",
    metrics=["mae"],
)"""


def _start(experiment):
    return """\
# Keras would draw the start like this, too (Glorot uniform, biases 0).
# Drawn here, it is the start that the playground trains from.
limit = np.sqrt(6 / (1 + hidden_units))
rng = np.random.default_rng(seed)
w1, w2 = rng.uniform(-limit, limit, (2, hidden_units))
b1, b2 = np.zeros(hidden_units), np.zeros(1)
model.set_weights([w1.reshape(1, -1), b1, w2.reshape(-1, 1), b2])"""


def _training(experiment):
    train = _rows(experiment, "train")
    validation = _rows(experiment, "validation")
    inputs, targets = _names(experiment)
    if experiment.batch_size >= experiment.data.train.stop:
        why = "# One batch holds all training points: one update per epoch."
    else:
        why = """\
# Keras shuffles the points in an order of its own (on TensorFlow the same in
# every epoch, as the seed is fixed): losses come close to the playground's."""
    return f"""\
{why}
history = model.fit(
    {inputs}{train},
    {targets}{train},
    validation_data=({inputs}{validation}, {targets}{validation}),
    batch_size={experiment.batch_size},
    epochs={experiment.epochs},
    verbose=2,
)"""


def _results(experiment):
    train = _rows(experiment, "train")
    inputs, _ = _names(experiment)
    back = " * y_std + y_mean" if experiment.standardise_targets else ""
    test = (
        '\nprint(f"Typical miss, test part:     '
        f'{{miss{_rows(experiment, "test")}.mean():.4g}}")'
        if experiment.data.y[experiment.data.test].size
        else ""
    )
    return f"""\
# A loss is hard to read. A miss in the units of y is not, next to that of
# a network that has learned nothing and always answers the mean.
answers = model.predict({inputs}, verbose=0){back}
miss = np.abs(answers - y)
baseline = np.abs(y{train} - y{train}.mean()).mean()
print(f"Last loss:                   {{history.history['loss'][-1]:.7g}}")
print(f"Typical miss, training part: {{miss{train}.mean():.4g}}")
print(f"Always answering its mean:   {{baseline:.4g}}"){test}"""


def _names(experiment):
    """What the network is given, and what it is to answer."""
    return (
        "inputs" if experiment.standardise_inputs else "x",
        "targets" if experiment.standardise_targets else "y",
    )


def _rows(experiment, part):
    """A part as Python writes it: [:600], [600:750], [750:]."""
    rows = getattr(experiment.data, part)
    last = "" if rows.stop == len(experiment.data.x) else rows.stop
    return f"[{rows.start or ''}:{last}]"


def _literal(value):
    """A number that Python reads back as the same one; 9, not 9.0."""
    return str(int(value)) if value == int(value) else repr(value)

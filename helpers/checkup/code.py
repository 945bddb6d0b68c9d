"""Fixes as Keras code, written from the learner's own model."""

from typing import Any

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.lab import copies


def literal(value: Any) -> str:
    """A value as a learner would type it."""
    if isinstance(value, float):
        return f"{value:.3g}" if value < 1e-3 or value >= 1e4 else f"{value:g}"
    return repr(value).replace("'", '"')


def scale(name: str, case: Case) -> str:
    """Columns with mean 0 and standard deviation 1."""
    values = case.x if name == "x" else case.y
    axis = tuple(range(max(1, values.ndim - 1)))
    of = "axis=0" if axis == (0,) else f"axis={axis}"
    constant = np.ptp(values.reshape(-1, values.shape[-1]), axis=0) == 0
    divisor = f"{name}.std({of})"
    if values.ndim > 1 and constant.any():
        divisor = f"({divisor} + 1e-9)"  # some columns never change
    lines = f"{name} = ({name} - {name}.mean({of})) / {divisor}"
    if name == "x":
        return (
            "Give each column of x mean 0 and standard deviation 1, before "
            f"the training (keep both for rows to come):\n{lines}"
        )
    return (
        "Train on standardised targets, and scale the answers back:\n"
        f"y_mean, y_std = y.mean({of}), y.std({of})\n"
        "y = (y - y_mean) / y_std\n"
        "# later: model.predict(x) * y_std + y_mean"
    )


def compile_with(
    case: Case, optimizer: str, loss: str = "", metrics: str = ""
) -> str:
    """The learner's own call of compile, with another part."""
    loss = loss or _named(case.loss)
    if not metrics and case.metrics:
        metrics = _named(case.metrics)
    parts = [f"optimizer={optimizer}", f"loss={loss}"]
    if metrics:
        parts.append(f"metrics={metrics}")
    return f"model.compile({', '.join(parts)})"


def own_optimizer(
    case: Case, rate: float | None = None, **changes: float
) -> str:
    """The learner's optimizer with its settings, some of them changed."""
    mine = case.model.optimizer
    kind, config = type(mine), mine.get_config() | changes
    usual = kind().get_config()
    others = [
        f"{name}={literal(value)}"
        for name, value in config.items()
        if name not in ("name", "learning_rate")
        and value != usual.get(name)
        and isinstance(value, (bool, int, float, str))
    ]
    rate = case.first_rate if rate is None else rate
    if not others and np.isclose(rate, usual["learning_rate"]):
        return literal(kind.__name__.lower())
    arguments = ", ".join([literal(float(rate)), *others])
    return f"keras.optimizers.{kind.__name__}({arguments})"


def rate(case: Case, value: float) -> str:
    """Their optimizer at another rate."""
    call = compile_with(case, own_optimizer(case, value))
    return f"Take another rate:\n{call}"


def clipped(case: Case, length: float) -> str:
    """Their optimizer, with gradients that are cut to a length."""
    call = compile_with(case, own_optimizer(case, clipnorm=length))
    return f"Cut long gradients:\n{call}"


def optimizer(case: Case, kind: str, value: float) -> str:
    made = f"keras.optimizers.{kind}({literal(value)})"
    return f"Take {kind}:\n{compile_with(case, made)}"


def fit(case: Case, **changes: int) -> str:
    """The learner's own call of fit, with another part."""
    arguments = {
        "epochs": case.epochs or 1,
        "batch_size": case.batch_size,
    } | changes
    listed = ", ".join(f"{k}={v}" for k, v in arguments.items())
    which = "longer" if "epochs" in changes else "with smaller batches"
    return f"Train {which}:\nmodel.fit(x, y, {listed})"


def layer_line(layer: Any, **changes: Any) -> str:
    """A layer as a learner would write it, with some arguments changed."""
    kind = type(layer)
    config = layer.get_config() | changes
    first = {"Dense": ("units",), "Dropout": ("rate",)}
    positional = first.get(kind.__name__, _required(config))
    usual = _usual_config(kind, {n: config[n] for n in positional})
    arguments = [literal(config[n]) for n in positional]
    for name, value in config.items():
        if name in ("name", "dtype", "trainable", *positional):
            continue
        if name in usual and value == usual[name]:
            continue
        if isinstance(value, dict):  # an initializer, a regularizer
            value = _object(value)
            if value is None:
                continue
            arguments.append(f"{name}={value}")
        elif isinstance(value, (bool, int, float, str, tuple, list)):
            arguments.append(f"{name}={literal(value)}")
    return f"keras.layers.{kind.__name__}({', '.join(arguments)})"


def replaced(pairs: list[tuple[Any, str]], sentence: str) -> str:
    """Lines to write in place of some layers, each with the layer's name."""
    lines = [f'{line}  # in place of "{layer.name}"' for layer, line in pairs]
    return "\n".join([f"{sentence}:", *lines])


def output(case: Case, activation: str, units: int | None = None) -> str:
    """The last layer with another activation, or number of units."""
    ends = copies.last_layers(case.model)
    linear = activation == "linear"
    sentence = (
        "Leave the last activation out, so that any number may come out"
        if linear
        else f"End with {activation}"
    )
    if ends.dense is None or ends.dense is not ends.activation:
        last = ends.activation
        if hasattr(last, "units"):
            line = layer_line(last, activation=activation)
        else:
            line = f'keras.layers.Activation("{activation}")'
        pairs = [(last, line)]
        if units and ends.dense is not None:
            pairs.insert(0, (ends.dense, layer_line(ends.dense, units=units)))
        return replaced(pairs, sentence)
    changes: dict[str, Any] = {"activation": activation}
    if units:
        changes["units"] = units
    return replaced(
        [(ends.dense, layer_line(ends.dense, **changes))], sentence
    )


def ending(case: Case) -> tuple[str, str]:
    """The last activation and the loss that fit the task of a case."""
    return {
        "regression": ("linear", "mse"),
        "binary": ("sigmoid", "binary_crossentropy"),
        "labels": ("sigmoid", "binary_crossentropy"),
        "categorical": ("softmax", "categorical_crossentropy"),
        "sparse": ("softmax", "sparse_categorical_crossentropy"),
    }[case.task.kind]


def ends_well(case: Case) -> bool:
    """Whether the last activation is the one that fits the task."""
    activation, _ = ending(case)
    name = case.reach.name if case.reach else activation
    return name == activation or (
        activation == "linear"
        and case.reach is not None
        and case.reach.is_free
    )


def fitting_end(case: Case) -> str:
    """The last layer and the loss that fit the task."""
    activation, loss = ending(case)
    layer = "" if ends_well(case) else output(case, activation)
    sentence = {
        "linear": "For numbers",
        "sigmoid": "For shares between 0 and 1, each on its own",
        "softmax": "For one class of several",
    }[activation]
    if layer:
        sentence, _, lines = layer.partition("\n")
        lines += "\n"
    else:
        sentence, lines = f"{sentence}:", ""
    call = compile_with(case, own_optimizer(case), literal(loss))
    return f"{sentence}\n{lines}{call}"


def end_repair(case: Case) -> dict[str, str]:
    """The same as changed fields of a program."""
    activation, loss = ending(case)
    return {"loss": loss} | ({} if ends_well(case) else {"output": activation})


def flatten(case: Case) -> str:
    first = next(
        m for m in copies.leaves(case.model) if type(m).__name__ == "Dense"
    )
    return (
        "Make one row of each point's numbers:\n"
        f'keras.layers.Flatten()  # before "{first.name}"'
    )


def classes(case: Case, count: int) -> str:
    """A softmax over so many classes, and the loss for their numbers."""
    return _choosing(case, count, "sparse_categorical_crossentropy")


def one_hot(case: Case, count: int) -> str:
    """The same for a column of 0 and 1 for each class."""
    return _choosing(case, count, "categorical_crossentropy")


def _choosing(case: Case, count: int, loss: str) -> str:
    call = compile_with(case, own_optimizer(case), literal(loss))
    return f"{output(case, 'softmax', count)}\n{call}"


def early_stopping(case: Case) -> str:
    return (
        "Stop where rows that it does not see are best:\n"
        "stop = keras.callbacks.EarlyStopping(patience=10, "
        "restore_best_weights=True)\n"
        f"model.fit(x, y, epochs={case.epochs or 1}, "
        f"batch_size={case.batch_size}, validation_split=0.2, "
        "callbacks=[stop])"
    )


MORE_ROWS = (
    "Collect more rows, or columns that tell more. Nothing that was tried on "
    "these rows helped."
)


def smaller(case: Case, layers: list, units: int) -> str:
    pairs = [(m, layer_line(m, units=min(m.units, units))) for m in layers]
    return replaced(pairs, "Take fewer units")


def odd_starts(case: Case) -> list[tuple[Any, dict[str, Any]]]:
    """Layers that do not start as Keras would let them, and how it would."""
    names = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
    found = []
    for layer in copies.leaves(case.model):
        config = layer.get_config()
        mine = [n for n in names if n in config]
        usual = _usual_config(
            type(layer), {n: config[n] for n in _required(config)}
        )
        if any(config[n] != usual.get(n) for n in mine):
            found.append((layer, {n: usual.get(n) for n in mine}))
    return found


def usual_start(case: Case) -> str:
    pairs = [(m, layer_line(m, **usual)) for m, usual in odd_starts(case)]
    return replaced(pairs, "Let Keras choose the starting weights")


def trainable(case: Case) -> str:
    settings = compile_with(case, own_optimizer(case))
    return (
        "Switch the layers on, and compile again:\n"
        f"for layer in model.layers:\n    layer.trainable = True\n{settings}"
    )


def hidden(case: Case, layers: list) -> str:
    pairs = []
    for layer in layers:
        is_sequence = hasattr(layer, "return_sequences")
        kind = "tanh" if is_sequence else "relu"
        pairs.append((layer, layer_line(layer, activation=kind)))
    return replaced(pairs, "Take another activation in the hidden layers")


def wider(case: Case, narrow: list, units: int) -> str:
    if narrow:
        pairs = [(m, layer_line(m, units=units)) for m in narrow]
        return replaced(pairs, "Give each hidden layer more units")
    last = copies.last_layers(case.model).dense
    return (
        "Put a hidden layer before the last one:\n"
        f'keras.layers.Dense({units}, activation="relu")'
        f'  # before "{last.name}"'
    )


def unregularised(case: Case) -> str:
    pairs = []
    for layer in copies.leaves(case.model):
        config = layer.get_config()
        off: dict[str, Any] = {
            n: None for n in config if n.endswith("regularizer") and config[n]
        }
        off |= {n: 0.0 for n in config if n.endswith("dropout") and config[n]}
        if "Dropout" in type(layer).__name__:
            off["rate"] = 0.0
        if off:
            pairs.append((layer, layer_line(layer, **off)))
    return replaced(pairs, "Leave it out until the network learns")


def prompt_norm(case: Case) -> str:
    pairs = [
        (m, layer_line(m, momentum=0.9))
        for m in copies.leaves(case.model)
        if type(m).__name__ == "BatchNormalization"
    ]
    return replaced(pairs, "Let its averages follow faster, or train longer")


def _named(value: Any) -> str:
    """A loss or metrics as they can be typed; objects by their class."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_named(v) for v in value)}]"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict) and "class_name" in value:
        return _object(value) or "…"
    module = type(value).__module__
    if hasattr(value, "get_config") and module.startswith("keras"):
        place = "losses" if "losses" in module else "metrics"
        config = value.get_config()
        logits = "from_logits=True" if config.get("from_logits") else ""
        return f"keras.{place}.{type(value).__name__}({logits})"
    return getattr(value, "__name__", "…")


def _object(config: dict) -> str | None:
    """An initializer or regularizer from its configuration."""
    module = str(config.get("module", ""))
    if not module.startswith("keras"):
        return None
    settings = {
        k: v
        for k, v in config.get("config", {}).items()
        if v is not None and isinstance(v, (bool, int, float, str))
    }
    listed = ", ".join(f"{k}={literal(v)}" for k, v in settings.items())
    return f"{module}.{config['class_name']}({listed})"


def _required(config: dict) -> tuple[str, ...]:
    names = ("units", "filters", "rate", "kernel_size", "activation")
    if "filters" in config:
        return ("filters", "kernel_size")
    return tuple(n for n in names[:3] if n in config)


def _usual_config(kind: type, arguments: dict[str, Any]) -> dict:
    try:
        return kind(**arguments).get_config()
    except Exception:  # a layer that needs more than that
        return {}

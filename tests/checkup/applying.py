"""Apply a fix as its text says, word for word, and train what comes out."""

import ast
import re

import numpy as np

from helpers.keras_tools import load_keras

PLACE = re.compile(r'^(.*?)\s*# (in place of|before) "([\w/]+)"$')


def applied(code, model, x, y, fit):
    """What a program is after a fix.

    Parameters
    ----------
    code : str
        The lines of the fix after its first one.
    model : keras.Model
        As examined; it is read only.
    x, y : as passed to `fit`
    fit : dict
        The other arguments of `fit`.

    Returns
    -------
    model, x, y, fit
        To be trained from a fresh start.
    """
    keras = load_keras()
    lines, layers = [], {}
    for line in code.splitlines():
        found = PLACE.match(line)
        if found:
            layers[found[3]] = found[1], found[2] == "before"
        else:
            lines.append(line)
    model = rebuilt(model, layers)
    names = {"keras": keras, "np": np, "model": model, "x": x, "y": y}
    for node in ast.parse("\n".join(lines)).body:
        text = ast.unparse(node)
        if text.startswith("model.fit("):
            call = ast.parse(text.replace("model.fit(x, y, ", "dict(", 1))
            fit = fit | eval(ast.unparse(call), names)
        else:
            exec(text, names)
    return names["model"], names["x"], names["y"], fit


def rebuilt(model, layers):
    """The model anew, with other layers in some places."""
    keras = load_keras()

    def cloned(layer):
        config = layer.get_config()
        clone = type(layer).from_config(config)
        if layer.name not in layers:
            return clone
        text, is_before = layers[layer.name]
        new = eval(text, {"keras": keras})
        return keras.Sequential([new, clone]) if is_before else new

    copy = keras.models.clone_model(model, clone_function=cloned)
    for mine, theirs in zip(copy.layers, model.layers, strict=True):
        if not theirs.trainable:
            mine.trainable = False  # a configuration forgets it of a model
    settings = model._compile_config.config
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    copy.compile(optimizer, model.loss, metrics=settings["metrics"])
    return copy

"""What live figures are held against: the obvious one, and the least.

The obvious one is `interact`, and a new inline figure every time.
Runs in the kernel of the page that `bench.moves` opens.
"""

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

from bench.rivals import plain_keras
from helpers import engine
from helpers.drawing.sizes import FULL_WIDTH, HEIGHT
from helpers.experiment import QUESTION, Experiment


def with_keras():
    def train(experiment):
        model, history = plain_keras(experiment)
        losses = history.history["loss"], history.history["val_loss"]
        return losses, np.asarray(model(experiment.data.inputs[:, None]))

    _show(train)


def with_engine():
    def train(experiment):
        run = engine.train(experiment)
        return (run.loss, run.val_loss), run.outputs

    _show(train)


def _show(train):
    def draw(learning_rate):
        experiment = Experiment(learning_rate=learning_rate)
        losses, answers = train(experiment)
        _, (left, right) = plt.subplots(1, 2, figsize=(FULL_WIDTH, HEIGHT))
        for loss, name in zip(losses, ("training", "validation"), strict=True):
            left.semilogy(loss, "o-", label=name)
        left.set(xlabel="epoch", ylabel="loss")
        left.legend()
        right.plot(experiment.data.x, experiment.data.y, label="truth")
        right.plot(experiment.data.x, answers, label="answers")
        right.set(xlabel="x", ylabel="y")
        right.legend()
        plt.show()

    slider = widgets.FloatLogSlider(
        value=QUESTION.learning_rate,
        min=-9,
        max=0,
        step=0.05,
        description="learning rate",
    )
    widgets.interact(draw, learning_rate=slider)


def prepared(figure):
    """A live figure that shows settings again without drawing them anew."""
    kept, refresh = {}, figure.refresh

    def show():
        setting = *figure.values().values(), figure.image._paper.width
        if setting in kept:
            figure.image.widget.show(*kept[setting])
        else:
            refresh()
            kept[setting] = figure.image.widget.value, figure.text

    figure.refresh = show
    return figure

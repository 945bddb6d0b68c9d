"""How the last layer of a model should end, as a fix in Keras."""

LINEAR = (
    "Leave the last activation out, so that any number may come out:\n"
    "keras.layers.Dense(1)  # the last layer"
)


def class_activation(case):
    return "sigmoid" if case.width == 1 else "softmax"


def class_output(case):
    return (
        "End with shares between 0 and 1:\nkeras.layers.Dense("
        f'{case.width}, activation="{class_activation(case)}")'
    )

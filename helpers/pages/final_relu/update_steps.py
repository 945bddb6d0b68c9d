"""The twelve steps of one update, each in numbers and in words.

Forward from x to the loss, back from there slope by slope, and then the new
weights.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from helpers.one_update import OneUpdate
from helpers.wording.numbers import number

STEPS = 12
FORWARD, BACK, UPDATE = "forward", "back", "update"


@dataclass(frozen=True)
class Step:
    """One step of an update, in numbers and in words.

    Attributes
    ----------
    way : {"forward", "back", "update"}
    name : str
        What is worked out.
    places : tuple of str
        Where in the network: "sums", "hidden", "total", "answer", "loss",
        or the name of weights.
    formula, numbers : str
        The formula, and the same with the numbers put in.
    words : str
        What it means.
    """

    way: str
    name: str
    places: tuple[str, ...]
    formula: str
    numbers: str
    words: str


def steps(update: OneUpdate) -> tuple[Step, ...]:
    """The steps of an update, in their order.

    Parameters
    ----------
    update : OneUpdate

    Returns
    -------
    tuple of Step, length `STEPS`
    """
    return *_forward(update), *_back(update), _new_weights(update)


def _forward(u: OneUpdate) -> tuple[Step, ...]:
    w1, b1, w2, b2 = u.weights
    sums, h, x = u.sums, u.hidden, _factor(u.x)
    return (
        Step(
            FORWARD, "the sums of the hidden units", ("sums",), "w1·x + b1",
            _of_units(
                f"{number(w1[i])}·{x} {_plus(b1[i])} = {number(sums[i])}"
                for i in (0, 1)
            ),
            "Each hidden unit multiplies x by its w1, and adds its b1.",
        ),
        Step(
            FORWARD, "the ReLUs of the hidden units", ("hidden",),
            "the sum, or 0 if it is below 0",
            _of_units(
                f"{number(sums[i])} → {number(h[i])}" for i in (0, 1)
            ),
            _of_state(
                u.are_on,
                "Both sums are above 0, and go on as they are.",
                "The sum of {} is not above 0, so it answers 0: it is off.",
                "No sum is above 0, so both units answer 0: they are off.",
            ),
        ),
        Step(
            FORWARD, "the sum of the output", ("total",),
            "w2·answer of unit 1 + w2·answer of unit 2 + b2",
            f"{number(w2[0])}·{_factor(h[0])} + "
            f"{_factor(w2[1])}·{_factor(h[1])} {_plus(b2)} = "
            f"{number(u.total)}",
            "The output multiplies what each unit answers by its w2, and "
            "adds b2.",
        ),
        Step(
            FORWARD, "the answer ŷ", ("answer",),
            "the sum, or 0 if it is below 0" if u.final_relu else "the sum",
            f"{number(u.total)} → {number(u.answer)}"
            if u.final_relu
            else number(u.answer),
            _final(
                u,
                "Without a final ReLU the sum is the answer.",
                "The final ReLU lets the sum through.",
                "The sum is not above 0, and the final ReLU makes 0 of it.",
            ),
        ),
        Step(
            FORWARD, "the loss", ("loss",), "(ŷ − y)²",
            f"{_error(u)}² = {number(u.loss)}",
            f"y is 2x, that is {number(u.y)}. The loss is the square of the "
            "error.",
        ),
    )  # fmt: skip


def _back(u: OneUpdate) -> tuple[Step, ...]:
    w2, h, x = u.weights.w2, u.hidden, _factor(u.x)
    back, down, slopes = u.hidden_slopes, u.sums_slopes, u.slopes
    slope, total = number(u.answer_slope), number(u.total_slope)
    return (
        Step(
            BACK, "the slope at the answer", ("answer",), "2·(ŷ − y)",
            f"2·{_error(u)} = {slope}", _which_way(u),
        ),
        Step(
            BACK,
            "nothing passes the final ReLU"
            if u.is_blocked
            else "the slope at the sum of the output",
            ("total",),
            "the slope at the answer · the slope of the final ReLU"
            if u.final_relu
            else "the slope at the answer",
            f"{slope}·{int(not u.is_blocked)} = {total}"
            if u.final_relu
            else total,
            _final(
                u,
                "Without a final ReLU the sum is the answer, with the same "
                "slope.",
                "The final ReLU is on, where its slope is 1: it passes.",
                "At 0 the final ReLU is flat, and its slope is 0. So every "
                "slope from here on is 0.",
            ),
        ),
        Step(
            BACK, "the slopes of w2 and b2", ("w2", "b2"),
            "the slope at the output's sum · what the unit answers",
            _of_units(
                f"{total}·{_factor(h[i])} = {number(slopes.w2[i])}"
                for i in (0, 1)
            ) + f"; b2: {number(slopes.b2)}",
            "On the way forward w2 is multiplied by what its unit answers, "
            "so that is in its slope. b2 is only added.",
        ),
        Step(
            BACK, "the slopes at what the units answer", ("hidden",),
            "the slope at the output's sum · w2",
            _of_units(
                f"{total}·{_factor(w2[i])} = {number(back[i])}"
                for i in (0, 1)
            ),
            "What a unit answers moves the output w2 times as much.",
        ),
        Step(
            BACK,
            _of_state(
                u.are_on,
                "the slopes at the sums of the units",
                "{} passes nothing back",
                "no unit passes anything back",
            ),
            ("sums",),
            "the slope at its answer · the slope of its ReLU",
            _of_units(
                f"{number(back[i])}·{int(u.are_on[i])} = {number(down[i])}"
                for i in (0, 1)
            ),
            _of_state(
                u.are_on,
                "Both units are on, where the slope of a ReLU is 1: all "
                "passes.",
                "At 0 a ReLU is flat, and its slope is 0: {} is off.",
                "At 0 a ReLU is flat, and its slope is 0: both units are "
                "off.",
            ),
        ),
        Step(
            BACK, "the slopes of w1 and b1", ("w1", "b1"),
            "the slope at the unit's sum · x",
            _of_units(
                f"{number(down[i])}·{x} = {number(slopes.w1[i])}"
                for i in (0, 1)
            ) + f"; b1: {number(down[0])} and {number(down[1])}",
            "On the way forward w1 is multiplied by x, so x is in its "
            "slope. b1 is only added.",
        ),
    )  # fmt: skip


def _new_weights(u: OneUpdate) -> Step:
    old, new = u.weights.w1[0], u.after
    rate, slope = number(u.learning_rate), _factor(u.slopes.w1[0])
    pairs = (
        f"{name}: {number(both[0])} and {number(both[1])}"
        for name, both in (("b1", new.b1), ("w2", new.w2))
    )
    return Step(
        UPDATE,
        "no weight moves" if not any(u.slopes.all) else "the new weights",
        ("w1", "b1", "w2", "b2"),
        "weight − learning rate·slope",
        f"w1: {number(old)} − {rate}·{slope} = {number(new.w1[0])} and "
        f"{number(new.w1[1])}; {'; '.join(pairs)}; b2: {number(new.b2)}",
        _effect(u),
    )  # fmt: skip


def _effect(u: OneUpdate) -> str:
    after = OneUpdate(u.after, u.x, u.y, u.learning_rate, u.final_relu).loss
    if not any(u.slopes.all):
        return "Every slope is 0, so no weight moves, at any learning rate."
    now, then = number(u.loss), number(after)
    change = f"stays {now}."
    if then != now and after < u.loss:
        change = f"falls from {now} to {then}."
    elif then != now:
        change = f"rises from {now} to {then}: the step was too long."
    return f"With the new weights the loss of this point {change}"


def _which_way(u: OneUpdate) -> str:
    error = u.answer - u.y
    if error == 0:
        return "ŷ is right, and the loss at its lowest: there it is flat."
    size, slope = number(abs(error)), number(abs(u.answer_slope))
    where, way = ("low", "rises") if error < 0 else ("high", "falls")
    return (
        f"ŷ is {size} too {where}. When it {way} a little, the loss falls "
        f"{slope} times as much."
    )


def _final(u: OneUpdate, without: str, passing: str, blocked: str) -> str:
    if not u.final_relu:
        return without
    return blocked if u.is_blocked else passing


def _of_state(
    are_on: tuple[bool, bool], both: str, one: str, neither: str
) -> str:
    if all(are_on):
        return both
    return (
        one.format(f"unit {1 + are_on.index(False)}")
        if any(are_on)
        else neither
    )


def _error(u: OneUpdate) -> str:
    return f"({number(u.answer)} − {_factor(u.y)})"


def _of_units(numbers: Iterable[str]) -> str:
    first, second = numbers
    return f"{first} in unit 1, {second} in unit 2"


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _plus(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {number(abs(value))}"

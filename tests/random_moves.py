"""Seeded random moves on every live figure of a page, and what must hold.

The controls are found on the page, so a new page needs no list here.
"""

import random
import re
import statistics
import time

KEYS = ("ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End")
MEMORY = "__import__('psutil').Process().memory_info().rss"
LOOK_EVERY = 8  # moves
# Of a kernel, between the middle and the last third of the moves: by then the
# figures keep all the frames and texts that they ever keep. `make soak` makes
# some 200 moves on a page, and a picture (2 MB) lost with each would be twice
# this. The few seconds in `make test` only find what grows faster.
MOST_GROWN = 60e6
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


class RandomMoves:
    """A learner without a plan, on one page.

    Parameters
    ----------
    page : LabPage
        After Run All.
    seed : int
    without : collection of str
        Buttons that are not clicked.

    Attributes
    ----------
    moves : list of str
        What was done, the last at the end.
    memory : list of int
        Of the kernel in bytes, every few moves.
    """

    def __init__(self, page, seed, without=()):
        self._page = page
        self._without = without
        self._random = random.Random(f"{seed} {page.name}")
        self._figures = page.live_figures()
        assert self._figures, f"{page.name} has no live figure."
        self.moves, self.memory = [], []
        # What a sentence leaves out at first, as it is as in the question.
        self._unsaid = [self._missing(figure) for figure in self._figures]

    def go_on(self, seconds, fewest=10):
        """Move for this long, but so often, and look after every move."""
        for at, figure in enumerate(self._figures):
            for button in self._buttons(figure):
                self._did(at, f"click {button}")
                figure.click(button)
        end, enough = time.monotonic() + seconds, len(self.moves) + fewest
        while time.monotonic() < end or len(self.moves) < enough:
            at = self._random.randrange(len(self._figures))
            self._move(at)
            self._look(at)
            if len(self.moves) % LOOK_EVERY == 0:
                self._weigh()
        self._weigh()

    def _weigh(self):
        self.memory.append(int(self._page.ask_kernel(MEMORY)))

    def _buttons(self, figure):
        return [b for b in figure.buttons() if b not in self._without]

    def grown(self):
        """By how much the last third needs more memory than the middle."""
        third = max(1, len(self.memory) // 3)
        return statistics.median(self.memory[-third:]) - statistics.median(
            self.memory[-2 * third : -third] or self.memory
        )

    def _did(self, at, what):
        self.moves.append(f"figure {at}: {what}")

    def _move(self, at):
        figure, choice = self._figures[at], self._random.choice
        kinds = figure.controls() | {"button": self._buttons(figure)}
        kind = choice(
            [kind for kind, labels in kinds.items() if labels] + ["slider"] * 4
        )
        label = choice(kinds[kind])
        if kind == "slider" and self._random.random() < 0.5:
            key, times = choice(KEYS), self._random.randint(1, 6)
            self._did(at, f"{times} × {key} on {label}")
            figure.press(label, key, times)
        elif kind == "slider":
            fraction = round(self._random.random(), 2)
            self._did(at, f"drag {label} to {fraction}")
            figure.drag(label, fraction)
        elif kind == "button":
            self._did(at, f"click {label}")
            figure.click(label)
        elif kind == "box":
            self._did(at, f"tick {label}")
            figure.tick(label)
        elif kind == "list":
            option = choice(figure.options(label))
            self._did(at, f"choose {option} of {label}")
            figure.choose(label, option)
        else:
            value = self._random.randrange(2**31)
            self._did(at, f"type {value} into {label}")
            figure.type(label, value)

    def _look(self, at):
        figure = self._figures[at]
        done = "\n".join(self.moves[-8:])
        figure.wait_until_consistent(done)
        sentence = figure.sentence()
        assert "cannot be shown" not in sentence, f"{sentence}\n{done}"
        lost = self._missing(figure) - self._unsaid[at]
        assert not lost, f"{lost} is not in {sentence!r} after\n{done}"
        assert self._page.error_outputs() == [], done
        assert self._page.console_errors == [], done

    def _missing(self, figure):
        """Sliders whose number is not in the sentence, with the number."""
        said = numbers(figure.sentence())
        readouts = {s: figure.readout(s) for s in figure.controls()["slider"]}
        return {
            (label, readout)
            for label, readout in readouts.items()
            if not any(is_shown_as(number, readout) for number in said)
        }


def numbers(text):
    """All numbers of a text as the course writes them."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("−", "-")
    power = "10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"
    number = rf"{power}|(?<!\d)-?\d+(?:\.\d+)?(?:·{power})?"
    return [_value(found) for found in re.findall(number, text)]


def _value(found):
    digits = found.rstrip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    power = found.removeprefix(digits).translate(_SUPERSCRIPTS)
    if not power:
        return float(found)
    return float(f"{digits.removesuffix('10').rstrip('·') or 1}e{power}")


def is_shown_as(number, readout):
    """Whether a readout such as "0.010" or "3.2e-7" shows this number."""
    plain = readout.replace(",", "").replace("−", "-")
    mantissa, _, power = plain.partition("e")
    decimals = len(mantissa.partition(".")[2])
    half = 0.5 * 10.0 ** (int(power or 0) - decimals)
    return abs(number - float(plain)) <= 1.01 * half

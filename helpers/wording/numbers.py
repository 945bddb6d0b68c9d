"""Numbers as words: one way to write them, in figures, tables and text.

Plain Unicode, no mathtext: matplotlib's mathtext parser is shared by the
whole process, and slider callbacks must not depend on it.
"""

import math

MINUS = "−"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4, largest: float = 1e8) -> str:
    """A number for reading: 0.003162, 0.5, 12, 481,200.7, 5.22·10⁹.

    Parameters
    ----------
    value : float
    digits : int
        Significant digits, one fewer with a power of ten; whole digits are
        never dropped below `largest`.
    largest : float
        From here on it is written with a power of ten.

    Returns
    -------
    str
    """
    value = float(value)
    if math.isnan(value):
        return "not a number"
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if math.isinf(size):
        return f"{sign}infinity"
    if size == 0:
        return "0"
    if size >= largest or size < 1e-4:
        return sign + _scientific(size, digits)
    if size >= 1000:
        text = f"{size:,.1f}"
    else:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:,.{decimals}f}"  # 999.96 has a comma, too
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return sign + text


def _scientific(size: float, digits: int) -> str:
    mantissa, exponent = f"{size:.{max(0, digits - 2)}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    power = power_of_ten(int(exponent))
    return power if mantissa == "1" else f"{mantissa}·{power}"


def about(value: float, digits: int = 1, largest: float = 1e8) -> str:
    """A number of which no more than some digits are meant: 300, 4·10⁹.

    Parameters
    ----------
    value : float
    digits : int
        Significant digits; the others are rounded to 0.
    largest : float
        As in `number`.

    Returns
    -------
    str
    """
    return number(rounded(value, digits), largest=largest)


def literal(value: float) -> str:
    """A number that Python reads back as the same one; 9, not 9.0."""
    value = float(value)
    return str(int(value)) if value.is_integer() else repr(value)


def rounded(value: float, digits: int = 1) -> float:
    """The number with so many significant digits, as people write rates."""
    return float(f"{value:.{digits}g}")


def counted(count: int, noun: str) -> str:
    """So many of them: "1 epoch", "2,000 epochs"."""
    return f"{number(count)} {noun}{'s' if count > 1 else ''}"


def power_of_ten(exponent: int) -> str:
    """10⁻⁶, 0.001, 1, 1,000, 10⁴ … for the labels of a log axis."""
    if -3 <= exponent <= 0:
        return f"{10.0**exponent:.{-exponent}f}"
    if 0 < exponent <= 3:
        return f"{10**exponent:,}"
    return "10" + str(exponent).translate(_SUPERSCRIPTS)

"""Numbers as words: one way to write them, in figures, tables and text.

Plain Unicode, no mathtext: matplotlib's mathtext parser is shared by the
whole process, and slider callbacks must not depend on it.
"""

import math

NARROW_SPACE = "\u202f"  # between groups of three digits, never broken
MINUS = "−"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value, digits=4):
    """A number for reading: 0.003162, 0.5, 12, 481 200.7, 5.22·10⁹.

    Parameters
    ----------
    value : float
    digits : int
        Significant digits, one fewer with a power of ten; whole digits are
        never dropped below 10⁸.

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
    if size >= 1e8 or size < 1e-4:
        return sign + _scientific(size, digits)
    if size >= 1000:
        text = f"{size:,.1f}"
    else:
        decimals = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:,.{decimals}f}"  # 999.96 has a comma, too
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return sign + text.replace(",", NARROW_SPACE)


def _scientific(size, digits):
    mantissa, exponent = f"{size:.{max(0, digits - 2)}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    power = power_of_ten(int(exponent))
    return power if mantissa == "1" else f"{mantissa}·{power}"


def power_of_ten(exponent):
    """10⁻⁶, 0.001, 1, 1 000, 10⁴ … for the labels of a log axis."""
    if -3 <= exponent <= 0:
        return f"{10.0**exponent:.{-exponent}f}"
    if 0 < exponent <= 3:
        return f"{10**exponent:,}".replace(",", NARROW_SPACE)
    return "10" + str(exponent).translate(_SUPERSCRIPTS)

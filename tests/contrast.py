"""Contrast of two colours, as in WCAG 2."""

import numpy as np


def contrast(one, other):
    """Ratio of the relative luminances, 1 to 21.

    Parameters
    ----------
    one, other : sequence of 3 floats
        Red, green and blue, 0 to 1.
    """

    def luminance(color):
        v = np.asarray(color)
        linear = np.where(
            v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4
        )
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)

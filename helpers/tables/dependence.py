"""Does y depend on x at all? Tried by shuffling, without a network."""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.tables.value import Table
from helpers.wording.numbers import number

SHUFFLES = 999
RARE = 0.05  # of the shuffled tables: fewer are a sign


class Dependence(NamedTuple):
    """What shuffling says about a table.

    Attributes
    ----------
    as_orderly : int
        How many of the shuffled tables have y in as much order as the
        table itself.
    shuffles : int
    """

    as_orderly: int
    shuffles: int = SHUFFLES

    @property
    def is_seen(self) -> bool:
        """Whether y depends on x, as far as the rows can tell."""
        return (self.as_orderly + 1) / (self.shuffles + 1) < RARE

    def __str__(self) -> str:
        many = number(self.as_orderly) if self.as_orderly else "none"
        verb = "are" if self.as_orderly > 1 else "is"
        finding = "y" if self.is_seen else "no sign that y"
        return (
            f"{finding} depends on x: of {number(self.shuffles)} shuffled "
            f"tables {many} {verb} as orderly"
        )


def dependence(table: Table) -> Dependence:
    """Compare a table with tables in which y was shuffled.

    A table is orderly if y goes up (or down) with x, or if rows that are
    neighbours in x have similar y, whatever the shape. For the first there
    is Spearman's ρ, the correlation of the ranks; for the second
    Chatterjee's ξ, from the ranks r of y in the order of x,
    ξ = 1 - 3·Σ|r_{i+1} - r_i| / (n² - 1). Where y does not depend on x, ρ·√n
    and ξ·√(5n/2) have the standard deviation 1 for many rows, and the larger
    of |ρ|·√n and ξ·√(5n/2) counts. Shuffling shows how large it is by chance,
    for any number of rows.

    Sources: S. Chatterjee, "A New Coefficient of Correlation", Journal of
    the American Statistical Association 116 (2021), theorem 2.1; the
    permutation test of R. A. Fisher (1935).

    Parameters
    ----------
    table : Table
        Its factor and its seed do not matter.

    Returns
    -------
    Dependence
    """
    return _dependence(replace(table, factor=1.0, seed=0))


@lru_cache(maxsize=32)
def _dependence(table: Table) -> Dependence:
    rng = np.random.default_rng(0)
    # Equal x in an order that chance decides: the rows may be sorted by y.
    rows = rng.permutation(len(table.x))
    rows = rows[np.argsort(table.x[rows], kind="stable")]
    x, y = _ranks(table.x[rows]), _ranks(table.y[rows])
    own = _order(x, y)
    # Rounding may not tell two equal ones apart.
    as_orderly = sum(
        _order(x, rng.permutation(y)) >= own - 1e-9 for _ in range(SHUFFLES)
    )
    return Dependence(int(as_orderly))


def _order(x: np.ndarray, y: np.ndarray) -> float:
    rows = len(x)
    rho = x @ y / np.sqrt((x @ x) * (y @ y))
    xi = 1 - 3 * np.abs(np.diff(y)).sum() / (rows**2 - 1)
    return float(max(abs(rho), xi * np.sqrt(5 / 2)) * np.sqrt(rows))


def _ranks(values: np.ndarray) -> np.ndarray:
    """From below 0 to above it; equal values share the mean of theirs."""
    _, place, count = np.unique(
        values, return_inverse=True, return_counts=True
    )
    ranks = (np.cumsum(count) - (count + 1) / 2)[place]
    return ranks - ranks.mean()

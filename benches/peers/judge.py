"""How good an answer is, by the same lines of Python for every engine, ours too."""

from dataclasses import dataclass

import numpy as np

from instances import Instance


@dataclass
class Verdict:
    """Of amounts that were to respect rules and be near a wish."""

    off: int  # cents beyond the total
    broken: int  # floors and ceilings of lines and groups that do not hold
    worst: int  # by how many cents at most
    moved: int
    squares: float


def judge(instance: Instance, amounts: np.ndarray) -> Verdict:
    misses = [instance.floors - amounts, amounts - instance.ceilings]
    for family in instance.families:
        sums = np.zeros(len(family.low), dtype=np.int64)
        np.add.at(sums, family.of_line, amounts)
        misses += [family.low - sums, sums - family.high]
    misses = np.concatenate(misses)
    change = np.abs(amounts - instance.wish)
    return Verdict(
        off=int(amounts.sum()) - instance.total,
        broken=int((misses > 0).sum()),
        worst=max(int(misses.max()), 0),
        moved=int(change.sum()),
        squares=float(np.square(change.astype(np.float64)).sum()),
    )


@dataclass
class SplitVerdict:
    """Of amounts that were to be in proportion to weights."""

    off: int  # cents beyond the total
    far: int  # parts a cent or more from their exact share
    paid: int  # parts of weight zero that got something
    other: int  # parts that differ from the largest remainders, equal claims to the first


def judge_split(instance: Instance, amounts: np.ndarray) -> SplitVerdict:
    total, weights = instance.total, instance.wish
    # The largest product here is below 2^59.
    wholes, rest = np.divmod(total * weights, weights.sum())
    largest = wholes.copy()
    largest[np.argsort(-rest, kind="stable")[: total - int(wholes.sum())]] += 1
    return SplitVerdict(
        off=int(amounts.sum()) - total,
        far=int(((amounts < wholes) | (amounts > wholes + (rest > 0))).sum()),
        paid=int(((weights == 0) & (amounts > 0)).sum()),
        other=int((amounts != largest).sum()),
    )

"""Instances of the generator splitmix64-v1, the same that tests/scale/instance.rs makes: wishes, boxes, groups, in cents.

Three words a line of the counter stream of SplitMix64 (Steele, Lea and Flood 2014), seed 42. Shapes:

- `flat`: lines with floors and ceilings, and the total;
- `tree`: the same, in groups of 100 lines inside programmes of 100 groups (3 and 2 in small instances);
- `grid`: one line for each action and category, action by action, with bounds on the sum of each action and category;
- `split`: no bounds, but an amount to split by the wishes;
- `envelope`: the amount of art. 4 of the notice, by five weights.
"""

from dataclasses import dataclass

import numpy as np

SEED = 42
NO_CEILING = 2**48
ENVELOPE = (246_400_000, [1, 4, 4, 9, 0])
GRIDS = {6: (3, 2), 200: (20, 10), 5_000: (250, 20), 50_000: (1_000, 50)}


@dataclass
class Instance:
    """Floors, wishes and ceilings of lines; sums of groups of lines between theirs; a total. All in whole cents."""

    shape: str
    total: int
    wish: np.ndarray
    floors: np.ndarray
    ceilings: np.ndarray
    families: list  # of Family, from small groups to large ones

    def sums(self) -> list:
        """What the release binary prints of its own instance: equal if and, but for chance, only if both are the same."""
        weights = self.wish if self.shape in ("split", "envelope") else np.zeros(1, dtype=np.int64)
        lows = sum(int(family.low.sum()) for family in self.families)
        highs = sum(int(family.high[family.high < NO_CEILING].sum()) for family in self.families)
        lines = (self.wish, self.floors, self.ceilings, weights)
        return [len(self.wish), self.total, *(int(column.sum()) for column in lines), lows, highs]


@dataclass
class Family:
    """Groups that lie apart: the group of each line, and the bounds of each group."""

    of_line: np.ndarray
    low: np.ndarray
    high: np.ndarray


def words(lines: int) -> tuple:
    """The words u1, u2, u3 of each line."""

    def word(number: int) -> np.ndarray:
        counter = np.arange(lines, dtype=np.uint64) * np.uint64(3) + np.uint64(number)
        state = np.uint64(SEED) + counter * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return state ^ (state >> np.uint64(31))

    with np.errstate(over="ignore"):
        return word(1), word(2), word(3)


def instance(shape: str, lines: int) -> Instance:
    if shape == "envelope":
        weights = np.array(ENVELOPE[1], dtype=np.int64)
        return Instance(shape, ENVELOPE[0], weights, weights, weights, [])
    u1, u2, u3 = words(lines)
    wish = (u1 % np.uint64(1_000_000)).astype(np.int64)
    share = lambda word: wish * (word % np.uint64(100)).astype(np.int64) // 100
    locked = u2 % np.uint64(20) == 0
    floors = np.where(locked, wish, share(u2))
    ceilings = np.where(locked, wish, wish + share(u3) + 1)
    total = int(wish.sum()) * 93 // 100
    return Instance(shape, total, wish, floors, ceilings, families(shape, lines, wish))


def families(shape: str, lines: int, wish: np.ndarray) -> list:
    line = np.arange(lines)
    if shape == "tree":
        group = 3 if lines < 1_000 else 100
        programme = group * (2 if lines < 100_000 else 100)
        levels = [family(line // group, wish, (3, 85), (4, 95)), family(line // programme, wish, (2, 94), (4, 93))]
        # A programme of all lines is the envelope, whose total stands.
        return [level for level in levels if len(level.low) > 1]
    if shape == "grid":
        actions, categories = GRIDS[lines]
        return [family(line // categories, wish, (3, 85), (4, 95)), family(line % categories, wish, (2, 94), (4, 93))]
    return []


def family(of_line: np.ndarray, wish: np.ndarray, floor: tuple, ceiling: tuple) -> Family:
    """Every `floor[0]`th group holds at least `floor[1]` percent of its wishes; of every `ceiling[0]` groups the second
    at most `ceiling[1]` percent."""
    sums = np.bincount(of_line, weights=wish).astype(np.int64)
    index = np.arange(len(sums))
    low = np.where(index % floor[0] == 0, sums * floor[1] // 100, 0)
    high = np.where(index % ceiling[0] == 1, sums * ceiling[1] // 100, NO_CEILING)
    return Family(of_line, low, high)

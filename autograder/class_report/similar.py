"""Pairs of works that share more than chance would have it, by their fingerprints.

It says how much two works share, and how many others have that too; never why.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.class_report.works import Work

THRESHOLD = 0.8  # of the smaller work; `docs/teach/similar.md` has what this was measured to give
COMMON = 0.5  # of a class: what more have than this is how the exercise is done
LEAST_SHARED = 10  # fingerprints; less is chance in whatever class
MOST_PAIRS = 5000  # that are looked at closely; a solution that went round gives millions


@dataclass(frozen=True)
class Shared:
    """How many fingerprints two works share, of how many that the smaller one has."""

    shared: int
    of: int

    @property
    def share(self) -> float:
        """The share of the smaller one's that the other has too."""
        return self.shared / self.of if self.of else 0.0


@dataclass(frozen=True)
class Pair:
    """Two works, what they share in all and by exercise, and how rare that is in the class.

    ``rarity`` is in bits: for each exercise log2 of the class's size over how many have the rarest
    fingerprint that the two share, and that summed up. Would students write independently, and the
    exercises have nothing to do with each other, then one pair in 2**rarity shared as rare things.
    """

    first: Work
    second: Work
    whole: Shared
    exercises: dict[str, Shared]
    rarity: float

    @property
    def alike(self) -> int:
        """Of how many exercises they share half or more."""
        return sum(each.share >= 0.5 for each in self.exercises.values())


class Comparison:
    """A class's works, compared each with each.

    Args:
        works: the class.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._holders = Counter(each for work in works for each in work.all_prints)
        most = max(2, COMMON * len(works))
        self.common = {each for each, holders in self._holders.items() if holders > most}
        self._rare = [work.all_prints - self.common for work in works]

    def pairs(self, threshold: float = THRESHOLD) -> list[Pair]:
        """Return the pairs of which the smaller shares so much of its own, the rarest first."""
        found = sorted(self._candidates(threshold), reverse=True)[:MOST_PAIRS]
        pairs = [self._pair(self._works[one], self._works[other]) for _, one, other in found]
        names = [(pair.first.student, pair.second.student) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda n: (-pairs[n].rarity, names[n]))
        return [pairs[n] for n in order]

    def counted(self, work: Work) -> int:
        """Return how many fingerprints of a work count."""
        return len(work.all_prints - self.common)

    def _candidates(self, threshold: float) -> Iterator[tuple[int, int, int]]:
        """Yield how much two works share, and their numbers, where it is enough.

        For each work the lists of those who have its fingerprints are counted together, so that
        two that share nothing cost nothing.
        """
        lists: dict[int, list[int]] = defaultdict(list)
        for number, prints in enumerate(self._rare):
            for each in prints:
                lists[each].append(number)
        having = {each: np.array(numbers) for each, numbers in lists.items() if len(numbers) > 1}
        sizes = np.array([len(prints) for prints in self._rare])
        for number, prints in enumerate(self._rare):
            others = [having[each] for each in prints if each in having]
            if others:
                shared = np.bincount(np.concatenate(others), minlength=len(sizes))
                wanted = np.maximum(threshold * np.minimum(sizes[number], sizes), LEAST_SHARED)
                for other in np.flatnonzero(shared >= wanted):
                    if other > number:
                        yield int(shared[other]), number, int(other)

    def _pair(self, first: Work, second: Work) -> Pair:
        both = self.shared_prints(first, second)
        exercises = {
            name: self._shared(first.prints[name], second.prints[name])
            for name in first.prints
            if name in second.prints
        }
        smaller = min(self.counted(first), self.counted(second))
        return Pair(
            first,
            second,
            Shared(len(both), smaller),
            {name: shared for name, shared in exercises.items() if shared.of},
            sum(self._bits(first.prints[name] & both) for name in first.prints),
        )

    def shared_prints(self, first: Work, second: Work) -> frozenset[int]:
        """Return the fingerprints that two works share, without the common ones."""
        return (first.all_prints & second.all_prints) - self.common

    def _shared(self, one: frozenset[int], other: frozenset[int]) -> Shared:
        one, other = one - self.common, other - self.common
        return Shared(len(one & other), min(len(one), len(other)))

    def _bits(self, shared: frozenset[int]) -> float:
        rarest = min((self._holders[each] for each in shared), default=len(self._works))
        return math.log2(len(self._works) / rarest)

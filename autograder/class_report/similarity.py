"""Pairs of students' works that share more fingerprints than chance would explain.

It says how much two works share, and how many others have the same; never why.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.class_report.student_work import StudentWork

DEFAULT_THRESHOLD = 0.8  # of the smaller work; `docs/teach/similar.md` has measurements with it
COMMON_SHARE = 0.5  # of a class: code that more students have is the usual way to do the exercise
LEAST_SHARED = 10  # fingerprints; fewer occur by chance in any class
MOST_PAIRS = 5000  # are looked at closely; a solution that a class passes round gives millions


@dataclass(frozen=True)
class FingerprintOverlap:
    """The number of fingerprints that two works share, and the number in the smaller one."""

    shared: int
    of: int

    @property
    def share(self) -> float:
        """The share of the smaller work's fingerprints that the other one has too."""
        return self.shared / self.of if self.of else 0.0


@dataclass(frozen=True)
class SimilarPair:
    """Two works, their overlap in total and by exercise, and its rarity in the class.

    ``rarity`` is in bits. For each exercise, it is log2 of the class's size over the number of students
    with the rarest fingerprint that the two share; these are summed up. If students wrote independently,
    and exercises were unrelated, one pair in 2**rarity would share fingerprints as rare.
    """

    first: StudentWork
    second: StudentWork
    whole: FingerprintOverlap
    exercises: dict[str, FingerprintOverlap]
    rarity: float

    @property
    def similar_exercise_count(self) -> int:
        """The number of exercises in which they share half or more."""
        return sum(each.share >= 0.5 for each in self.exercises.values())


class ClassComparison:
    """A pairwise comparison of a class's works.

    Args:
        works: the class.
    """

    def __init__(self, works: Sequence[StudentWork]) -> None:
        self._works = works
        self._holders = Counter(each for work in works for each in work.all_fingerprints)
        most = max(2, COMMON_SHARE * len(works))
        self.common = {each for each, holders in self._holders.items() if holders > most}
        self._rare = [work.all_fingerprints - self.common for work in works]

    def pairs(self, threshold: float = DEFAULT_THRESHOLD) -> list[SimilarPair]:
        """Return the pairs that share at least ``threshold`` of the smaller work, rarest first."""
        found = sorted(self._candidates(threshold), reverse=True)[:MOST_PAIRS]
        pairs = [self._pair(self._works[one], self._works[other]) for _, one, other in found]
        names = [(pair.first.student, pair.second.student) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda n: (-pairs[n].rarity, names[n]))
        return [pairs[n] for n in order]

    def fingerprint_count(self, work: StudentWork) -> int:
        """Return the number of a work's fingerprints, without the common ones."""
        return len(work.all_fingerprints - self.common)

    def _candidates(self, threshold: float) -> Iterator[tuple[int, int, int]]:
        """Yield the pairs that share enough, as the shared count and the two works' numbers.

        For each work, the lists of the works with each of its fingerprints are counted together. So two
        works that share nothing cost nothing.
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

    def _pair(self, first: StudentWork, second: StudentWork) -> SimilarPair:
        both = self.shared_fingerprints(first, second)
        exercises = {
            name: self._shared(first.prints[name], second.prints[name])
            for name in first.prints
            if name in second.prints
        }
        smaller = min(self.fingerprint_count(first), self.fingerprint_count(second))
        return SimilarPair(
            first,
            second,
            FingerprintOverlap(len(both), smaller),
            {name: shared for name, shared in exercises.items() if shared.of},
            sum(self._bits(first.prints[name] & both) for name in first.prints),
        )

    def shared_fingerprints(self, first: StudentWork, second: StudentWork) -> frozenset[int]:
        """Return the fingerprints that two works share, without the common ones."""
        return (first.all_fingerprints & second.all_fingerprints) - self.common

    def _shared(self, one: frozenset[int], other: frozenset[int]) -> FingerprintOverlap:
        one, other = one - self.common, other - self.common
        return FingerprintOverlap(len(one & other), min(len(one), len(other)))

    def _bits(self, shared: frozenset[int]) -> float:
        rarest = min((self._holders[each] for each in shared), default=len(self._works))
        return math.log2(len(self._works) / rarest)

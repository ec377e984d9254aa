from __future__ import annotations

from autograder.on_arrival.waiting_line import WaitingLine


def names(line: WaitingLine) -> list[str]:
    """Return who waits, in their order."""
    return [each.student for each in line.all()]


def test_who_came_first_is_next() -> None:
    """The line is in the order of coming, whatever the clock said."""
    line = WaitingLine()
    line.add("ada", "a", 100.0)
    line.add("bob", "b", 50.0)
    assert names(line) == ["ada", "bob"]


def test_a_newer_hand_in_keeps_the_place() -> None:
    """Who hands in again while waiting neither gains nor loses by it; the newest counts."""
    line = WaitingLine()
    line.add("ada", "a", 1.0)
    line.add("bob", "b", 2.0)
    line.add("ada", "newer", 3.0)
    first = line.first()
    assert first is not None
    assert (names(line), first.stamp, first.since) == (["ada", "bob"], "newer", 1.0)


def test_who_was_graded_and_hands_in_again_is_last() -> None:
    """Once taken, the place is gone: a hundred hand-ins cost the others one turn each."""
    line = WaitingLine()
    line.add("ada", "a", 1.0)
    line.add("bob", "b", 2.0)
    line.take("ada")
    line.add("ada", "newer", 3.0)
    assert names(line) == ["bob", "ada"]


def test_those_that_are_graded_again_come_behind() -> None:
    """An edit of checks lets the whole class wait; who has just handed in does not wait for it."""
    line = WaitingLine()
    line.add("ada", "a", 1.0, again=True)
    line.add("bob", "b", 2.0, again=True)
    line.add("eve", "e", 3.0)
    line.add("bob", "newer", 4.0)
    assert names(line) == ["eve", "bob", "ada"]


def test_who_is_put_back_has_the_old_place() -> None:
    """Where nothing came of a turn, the place is kept, and a newer hand-in with it."""
    line = WaitingLine()
    for student in ("ada", "bob"):
        line.add(student, "old", 1.0)
    taken = line.take("ada")
    line.add("ada", "newer", 2.0)
    line.put_back(taken)
    first = line.first()
    assert first is not None
    assert (first.student, first.stamp) == ("ada", "newer")

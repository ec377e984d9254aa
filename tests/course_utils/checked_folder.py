"""The made-up checks of a student's folder, and the cell that begins with them."""

from __future__ import annotations

CHECKS = '''
import pytest
from course_utils.checking.expect import expect

@pytest.mark.exercise("double")
def test_double(student):
    """Two becomes four."""
    expect(student.call("double", 2) == 4, "double(2): <b>no</b>")

@pytest.mark.exercise("double")
def test_double_zero(student):
    """Nothing stays nothing."""
    expect(student.call("double", 0) == 0, "double(0): no")

@pytest.mark.exercise("drawn")
def test_drawn(student):
    """A plot comes back, each time a new one."""
    for _ in range(2):
        drawn = student.figure(student.call("draw"), "draw")
        expect(len(drawn.axes) == 1, f"draw: got {len(drawn.axes)} Axes in one figure")
'''

CHECK = 'from course_utils import exercises\ncheck = exercises("made_up")'

"""Grading on arrival: each hand-in is collected, graded, recorded and answered as it comes in.

`watcher` runs the rounds. `sources` bring hand-ins to ``submitted/``, `assignment_watch` finds what is to
be graded there, and `handing_back` writes grades and feedback.
"""

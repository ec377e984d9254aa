"""Grading on arrival: what comes in is collected, graded, recorded and answered while it comes in.

`watcher` holds the life of it all; `sources` bring hand-ins to ``submitted/``, `assignment_watch` says what
there is to grade of it, and `handing_back` writes grades and feedback.
"""

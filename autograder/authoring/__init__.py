"""Tools for authors: a new assignment, its rules, the bank of answers that proves its checks.

No grading needs them; a bundle and the demo are made here too.
"""

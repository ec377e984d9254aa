"""Tools for authors: a new assignment, its rules, the bank of answers that proves its checks.

Grading needs none of them. The students' bundles and the demo are made here too.
"""

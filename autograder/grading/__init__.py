"""Grading: a submission's cells and checks, many submissions at a time, and none of them twice.

`submission_grading` grades one submission. Workers, the pool, the grader and the result cache do that
for a class.
"""

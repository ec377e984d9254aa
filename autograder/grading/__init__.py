"""Grading: a submission's cells and checks, many submissions at a time, and none of them twice.

`submission_grading` judges one notebook in one kernel; workers, the pool, the grader and the result
cache make a class of it.
"""

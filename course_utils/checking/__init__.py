"""Questions of checks to a notebook: the checks' side, the notebook's agent, and plain data between them.

The same modules serve `check` in a student's own notebook, in one process, and the grader, where the two
sides are processes that do not trust each other.
"""

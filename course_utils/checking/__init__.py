"""How checks ask a notebook: the checks' side, the notebook's agent, and the plain data between them.

The same modules serve `check` in a student's own notebook, with no process in between, and the
grader, where the two sides are processes that trust each other in nothing.
"""

"""Turn students' texts into HTML that others can open without harm.

Such HTML runs nothing, loads nothing and hides nothing. The engine's pages and nbgrader's pages use it.
"""

"""Turn what students wrote into HTML that others can open without harm.

Such HTML runs nothing, loads nothing and hides nothing; the engine's pages and nbgrader's are
made with it.
"""

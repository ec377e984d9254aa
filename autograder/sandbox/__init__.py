"""The walls around a student's code, and the warm process that kernels are forked from.

`bubblewrap` and `warm_process` are on the trusted side. ``confined/`` holds the scripts that run inside
the walls; they see nothing else of the engine.
"""

"""The walls around a student's code, and the warm process that kernels are forked from.

`bubblewrap` and `warm_process` are the trusted side; ``confined/`` holds the scripts that run
inside the walls, and sees nothing else of the engine.
"""

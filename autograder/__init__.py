"""The engine: grades a class of notebooks fast, safely and fairly. Run `python -m autograder`."""

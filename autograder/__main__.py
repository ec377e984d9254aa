"""`python -m autograder`."""

from autograder.cli import run

if __name__ == "__main__":
    run()

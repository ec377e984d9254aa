"""`python -m autograder`, and the wheel's command `autograder`."""

from __future__ import annotations

import sys

from autograder.errors import ConfigurationError
from autograder.installation import expect_same_versions

WRONG_USAGE = 2


def main() -> None:
    """Check that the engine and course_utils are of one version, then run the command line and exit."""
    try:
        expect_same_versions()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        sys.exit(WRONG_USAGE)
    from autograder.cli import run_and_exit  # it imports names that another course_utils may lack

    run_and_exit()


if __name__ == "__main__":
    main()

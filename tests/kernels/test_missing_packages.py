from __future__ import annotations

import pytest

from autograder.kernels.missing_packages import COLAB, explain_error

OWN = "a file {}.py of your own has to be handed in with the notebook"


@pytest.mark.parametrize(
    ("message", "explained"),
    [
        (
            "No module named 'pandas'",
            "there is no package pandas in grading: use what the course uses; "
            + OWN.format("pandas"),
        ),
        (
            "No module named 'numpy.linear'",
            "there is no module numpy.linear in grading: use what the course uses; "
            + OWN.format("numpy"),
        ),
        ("No module named 'google.colab'", COLAB),
        ("spam; 'eggs' is not a package", "spam; 'eggs' is not a package"),
    ],
    ids=["package", "module", "Colab", "something else"],
)
def test_a_missing_package_is_explained(message: str, explained: str) -> None:
    """It says what there is not, and what to do; any other text is left as it is."""
    assert explain_error("ModuleNotFoundError", message) == explained


def test_another_error_is_left_as_it_is() -> None:
    """Only what Python itself raises for a missing module is explained."""
    assert explain_error("ValueError", "No module named 'pandas'") == "No module named 'pandas'"

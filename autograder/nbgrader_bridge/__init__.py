"""The bridge to nbgrader: releasing, autograding, feedback, and writing to its gradebook.

It is the only room that imports nbgrader. It configures nbgrader to use the engine. `recording` records
a class, and `batch_recording` the students of a batch: `in_memory_autograde` makes their notebooks, and
`gradebook_rows` takes their grades.
"""

# ruff: noqa: E402  # the imports below may need names that another version of course_utils lacks

from autograder.installation import exit_unless_same_versions

# An error in nbgrader_config.py does not stop nbgrader: it would go on without the engine's walls.
exit_unless_same_versions()

from autograder.nbgrader_bridge.cell_scores import cell_scorer
from autograder.nbgrader_bridge.configuration import configure
from autograder.nbgrader_bridge.recording import record_in_gradebook
from autograder.nbgrader_bridge.releasing import generate_releases

__all__ = ["cell_scorer", "configure", "generate_releases", "record_in_gradebook"]

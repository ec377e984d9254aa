"""The bridge to nbgrader: releasing, autograding, feedback, and writing to its gradebook.

It is the only room that imports nbgrader, and configures it to use the engine. A class is recorded
by `recording`, student by student by `batch_recording`, whose notebooks `in_memory_autograde` makes
and whose grades go into `gradebook_rows`.
"""

# ruff: noqa: E402  # what is imported below may need of course_utils what another version lacks

from autograder.installation import exit_unless_same_versions

# An error in nbgrader_config.py does not stop nbgrader: it would go on, without the engine's walls.
exit_unless_same_versions()

from autograder.nbgrader_bridge.cell_scores import cell_scorer
from autograder.nbgrader_bridge.configuration import configure
from autograder.nbgrader_bridge.recording import record_in_gradebook
from autograder.nbgrader_bridge.releasing import generate_releases

__all__ = ["cell_scorer", "configure", "generate_releases", "record_in_gradebook"]

"""All that the engine knows of nbgrader: how it releases, how it grades, what goes in its gradebook."""

from autograder.nbgrader_bridge.configuration import configure
from autograder.nbgrader_bridge.recording import record
from autograder.nbgrader_bridge.releasing import release

__all__ = ["configure", "record", "release"]

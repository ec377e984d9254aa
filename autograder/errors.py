"""All that can go wrong, and the person to mend it.

AutograderError                 its text says what was expected, what came and what to do
├── ConfigurationError          the instructor's: a wrong path, name, option or check
│   └── IsolationUnavailable    this machine cannot confine a submission
├── UngradableSubmission        the submission cannot be read as this assignment's notebook
├── ExecutionStopped                the submission used up its time, memory, output or processes
└── EngineFault                 ours: never a student's zero
"""

from __future__ import annotations


class AutograderError(Exception):
    """Something went wrong that a person can act on."""


class ConfigurationError(AutograderError):
    """The course is not set up as it must be; the instructor can mend it."""


class IsolationUnavailable(ConfigurationError):
    """Student code cannot be confined here, and nobody has accepted the risk."""


class UngradableSubmission(AutograderError):
    """The submission is missing, unreadable, too large or another assignment's."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.kind, str(self))


class ExecutionStopped(AutograderError):
    """A cell or a question ended the student's process or outlived its time.

    ``status`` is ``timeout`` or ``crashed``.
    """

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


class EngineFault(AutograderError):
    """A fault of the engine, or of the machine: never the student's."""

"""The package that a student's notebook imports: data, checks, `progress` and `submit_zip`.

Importing it imports neither TensorFlow, nor matplotlib, nor pytest: they are imported at their first use.
"""

from __future__ import annotations

from course_utils.datasets.keras_offline import use_bundled_mnist
from course_utils.notebook.live_checks import make_check
from course_utils.notebook.student_progress import progress
from course_utils.notebook.submit import submit_zip
from course_utils.notebook.tensorflow_log import hide_tensorflow_log

hide_tensorflow_log()
exercises = make_check  # its name in the notebooks of the first edition
use_bundled_mnist()  # Keras's own load_data() finds the data without a network

__all__ = ["exercises", "make_check", "progress", "submit_zip"]
__version__ = "0.1.0"

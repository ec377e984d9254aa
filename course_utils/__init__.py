"""What a student's notebook imports: data, and `exercises`, which gives it its `check`.

Importing this imports neither TensorFlow, nor matplotlib, nor pytest: they come when first used.
"""

from __future__ import annotations

import os

from course_utils.checking import exercises
from course_utils.datasets.keras_offline import use_bundled_mnist

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's start-up log frightens students

use_bundled_mnist()  # Keras's own load_data() finds the data without a network

__all__ = ["exercises"]
__version__ = "0.1.0"

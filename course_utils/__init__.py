"""What a student's notebook imports: data, `exercises`, `progress` and `submit_zip`.

Importing this imports neither TensorFlow, nor matplotlib, nor pytest: they come when first used.
"""

from __future__ import annotations

from course_utils.checking import exercises
from course_utils.datasets.keras_offline import use_bundled_mnist
from course_utils.handing_in import submit_zip
from course_utils.quiet_start import quiet_tensorflow
from course_utils.standing import progress

quiet_tensorflow()
use_bundled_mnist()  # Keras's own load_data() finds the data without a network

__all__ = ["exercises", "progress", "submit_zip"]
__version__ = "0.1.0"

"""Stock nbgrader, pointed at our engine: every nbgrader command works in this folder."""

from autograder.nbgrader_bridge import configure

c = get_config()  # noqa: F821  # nbgrader defines it

c.CourseDirectory.course_id = "tensorflow-basics"
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"

configure(c)  # what students get in place of solutions, and what runs their notebooks

"""Stock nbgrader, pointed at our engine: every nbgrader command works in this folder."""

from autograder.nbgrader_bridge import configure

c = get_config()  # noqa: F821  # nbgrader defines it

c.CourseDirectory.course_id = "tensorflow-basics"
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"

# What students get in the place of a solution: its message stands on the card of a check, too.
c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE\n"
    'raise NotImplementedError("not answered yet: write your code here, in place of this line")'
}

configure(c)  # what runs their notebooks

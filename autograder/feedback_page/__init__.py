"""The feedback page that a student gets: one HTML file without scripts that needs no network.

It is made of a graded notebook; the bridge to nbgrader writes it.
"""

from autograder.feedback_page.feedback_page import render_feedback_page, render_withheld_page

__all__ = ["render_feedback_page", "render_withheld_page"]

"""The page of feedback that a student keeps: one file, without a script, that needs no network."""

from autograder.feedback_page.page import render

__all__ = ["render"]

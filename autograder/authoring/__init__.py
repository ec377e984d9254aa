"""For authors: a new assignment, and what is wrong with one. No grading depends on it."""

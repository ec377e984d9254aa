"""The functions that a student's notebook calls: `check`, `progress` and `submit_zip`.

They run in the student's own Jupyter, which needs neither nbgrader nor nbformat.
"""

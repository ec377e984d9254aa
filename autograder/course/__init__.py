"""The course as data: the instructors' assignments and the students' submissions.

Files are read with suspicion, cells are restored as released, checks are put together for students,
results are scored. No process is started, and no code is run.
"""

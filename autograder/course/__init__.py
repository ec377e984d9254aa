"""The course as data: assignments that instructors wrote, submissions that students handed in.

Files are read with suspicion, cells are restored to what was released, checks are put together
for students, results are scored; no process is started, and nothing is run.
"""

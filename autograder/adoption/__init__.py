"""Adding the engine to a course without it: what the course holds, and what will change.

The course's notebooks are read, never run. Two lines that its author could have typed are written,
and a file of settings.
"""

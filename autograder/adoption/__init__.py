"""Taking the engine into a course that has none: what the course holds, and what will differ.

Its notebooks are read and nothing of them is run; what is written is a line or two that its author
could have typed, and a file of settings.
"""

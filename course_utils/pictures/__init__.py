"""Pictures of the course's notebooks whose code is too long to read in a notebook.

A notebook calls them from cells that only show something. Each loads matplotlib when it is first called.
"""

"""Pictures for the course's notebooks; their code is too long to read in a notebook.

A notebook calls them from cells that only show something. Each loads matplotlib at its first call.
"""

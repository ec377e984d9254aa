"""Pictures of the course's notebooks whose code is longer than what they show is worth reading.

A notebook calls them from cells that only show something. Each loads matplotlib when it is first called.
"""

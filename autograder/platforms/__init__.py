"""Learning platforms and Gradescope: reading their downloads, and writing what they import.

Whose a file is, is decided by names that a student does not choose.
"""

"""Learning platforms and Gradescope: reading their downloads, and writing files for their imports.

The owner of a file is told by names that a student does not choose.
"""

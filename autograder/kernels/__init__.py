"""One submission's kernel, as a Jupyter client drives it: started, asked, bounded, replaced.

Whatever a kernel sends is bounded before it is read, and a kernel that is lost is replaced by one
in the same state.
"""

"""One submission's kernel, driven by a Jupyter client: started, asked, bounded, replaced.

Every message from a kernel is bounded before it is read. A lost kernel is replaced by one in the same
state.
"""

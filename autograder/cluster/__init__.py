"""Grading on the workers of a Dask cluster, in place of this machine's own.

One module knows Dask. It is imported only where a scheduler is named.
"""

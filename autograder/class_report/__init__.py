"""What an instructor looks at after a grading: the class report, and similar work.

No result depends on it (`store.BESIDE_GRADING`).
"""

"""The class report and the similarity page, which an instructor reads after grading.

No result depends on them: they are made of reports that are kept, and of the notebooks.
"""

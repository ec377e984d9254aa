"""The class report and the similarity page, which an instructor reads after grading.

No result depends on them: they are made from the stored reports and the notebooks.
"""

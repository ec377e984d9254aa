"""Archives that platforms give an instructor."""

from __future__ import annotations

import made_up
from field.handed_in import FILE, UNANSWERED, Download, answered, changed, saved

WHOLE = saved(answered())
HALF = changed(lambda _: None, double=made_up.STUBS["double"], greet=made_up.STUBS["greet"])
PAGE = b"<table><tr><td>Ada"

DOWNLOADS = [
    Download(
        "Brightspace",
        "Brightspace: Assignments, Download all files",
        {
            "index.html": PAGE,
            f"12-7 - Brian Space - Nov 3, 2026 958 AM/{FILE}": HALF,
            f"12-7 - Brian Space - Nov 3, 2026 1159 PM/{FILE}": WHOLE,
        },
        {"Brian_Space-12": 6},
        ("the last of 2",),
    ),
    Download(
        "Blackboard",
        "Blackboard: Grade Centre, Assignment File Download",
        {
            "Lab_1_2_blake_attempt_2026-11-03-23-59-12_tiny.ipynb": WHOLE,
            "Lab_1_2_blake_attempt_2026-11-03-23-59-12.txt": b"Name: Blake",
            "Lab_1_2_blake_attempt_2026-11-01-10-00-00_tiny.ipynb": HALF,
            "Lab_1_2_bea_attempt_2026-11-01-10-00-00_ada tiny (1).ipynb": HALF,
        },
        {"blake": 6, "bea": 3},
        ("the last of 2", "told by its cells"),
    ),
    Download(
        "ILIAS",
        "ILIAS: Exercise, Download All Submissions",
        {
            f"Blatt_1/Abgaben/Ilse_Ada_ilse_345/20261103235912_{FILE}": WHOLE,
            f"Blatt_1/Abgaben/Ilg_Bob_ilg_346/20261103100000_{FILE}": HALF,
        },
        {"ilse": 6, "ilg": 3},
    ),
    Download(
        "Moodle",
        "Moodle: Assignment, Download all submissions",
        {
            f"Moody O'Neil_101_assignsubmission_file_/{FILE}": WHOLE,
            "Moody O'Neil_101_assignsubmission_onlinetext_/onlinetext.html": b"<p>here",
            "Mia Zoë_102_assignsubmission_file_/my work.ipynb.txt": HALF,
        },
        {"Moody_ONeil": 6, "Mia_Zoë": 3},
        ("told by its cells",),
    ),
    Download(
        "Canvas",
        "Canvas: Download Submissions, a student has handed in three times",
        {
            f"canvasada_1_7_{FILE}": HALF,
            "canvasada_1_8_tiny-1.ipynb": WHOLE,
            "canvasada_1_9_tiny-2.ipynb": UNANSWERED,
        },
        {"canvasada-1": 6},
        ("the last of 3 that has answers: 1 newer without",),
    ),
]

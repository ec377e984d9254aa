"""Files that a notebook reads by name, and that do not lie beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.named_files import missing_file_notes


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("rows = open('data/rows.csv').read()", True),
        ("%matplotlib inline\nimport pandas as pd\nrows = pd.read_csv('rows.csv')", True),
        ("np.load('rows.npy')", True),
        ("np.load('there.npy')", False),
        ("with open('notes.txt', 'w') as file: file.write('1')\nopen('notes.txt')", False),
        ("open('notes.txt', mode='a')", False),
        ("plt.savefig('plot.png')\nplt.imread('plot.png')", False),
        ("open('/etc/hosts')\nopen(name)\nnp.dtype('a.b')\nopen(1)", False),
        ("open('rows.csv'", False),
    ],
)
def test_a_file_that_is_read_and_not_there_is_a_note(tmp_path: Path, code: str, told: bool) -> None:
    """What a notebook reads by name has to lie beside it, unless it writes that itself."""
    (tmp_path / "there.npy").write_bytes(b"")
    cell = {"id": "own", "cell_type": "code", "metadata": {}, "source": code}
    notes = list(missing_file_notes({"cells": [cell]}, tmp_path))
    assert bool(notes) == told
    assert all("which is not beside the notebook" in note.text for note in notes)

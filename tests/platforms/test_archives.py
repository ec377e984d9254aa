"""Archives, hostile and spoilt: each file in them is read or named, and nothing is raised."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platform_files import NOTEBOOK, Collect, collected, make_zip, notebook, zipped

from autograder.platforms import archives


def test_hostile_archives_cost_their_own_student(
    course: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths that lead out, links, bombs of size, number and nesting: each is named, nothing is written."""
    monkeypatch.setattr(archives, "MAX_NESTED_BYTES", 4 << 20)
    link = zipfile.ZipInfo(NOTEBOOK)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    linked = zipped({})
    with zipfile.ZipFile(course / "linked.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    linked = (course / "linked.zip").read_bytes()
    bomb = zipped({NOTEBOOK: b" " * (30 << 20)})
    hostile = {
        "Ada_1_assignsubmission_file_/../../../evil.ipynb": notebook(),
        "Bo_2_assignsubmission_file_/in.zip": zipped({"../../evil.ipynb": notebook()}),
        "Cy_3_assignsubmission_file_/in.zip": linked,
        "Di_4_assignsubmission_file_/in.zip": bomb,
        "Ed_5_assignsubmission_file_/in.zip": zipped({f"{n}.txt": b"" for n in range(1001)}),
        "Fi_6_assignsubmission_file_/in.zip": zipped({"a.zip": zipped({NOTEBOOK: notebook()})}),
        "Gu_7_assignsubmission_file_/in.zip": os.urandom(5 << 20),
        f"..._8_assignsubmission_file_/{NOTEBOOK}": notebook("dots"),
        f"Hy\x1b[31m_9_assignsubmission_file_/{NOTEBOOK}": notebook("red"),
    }
    status, out, err = collect(make_zip(course / "download.zip", hostile))
    assert status == 1
    assert collected(course) == {"student": "dots", "Hy_31m": "red"}
    assert "\x1b[31m" not in out
    for line in (
        "Ada: left out: evil.ipynb: its path leads out of the archive",
        "Bo: left out: evil.ipynb: its path leads out of the archive",
        "Cy: left out: tiny.ipynb: a link to elsewhere",
        "Di: left out: a notebook of more than 20 MiB: were outputs left in?",
        "Ed: left out: in: an archive of more than 1000 files",
        "Fi: left out: a.zip: an archive in an archive",
        "Gu: left out: in: an archive of more than 4 MiB",
    ):
        assert line in err
    assert not list(course.parent.rglob("evil*"))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_without_a_bound_is_not_read(course: Path, collect: Collect, way: int) -> None:
    """A kilobyte of these would become gigabytes in memory before the first byte is returned."""
    bomb = zipped({NOTEBOOK: bytes(8 << 20)}, way)
    name = "Ada_1_assignsubmission_file_/in.zip"
    download = make_zip(course / "download.zip", {name: bomb})
    with ExitStack() as open_for:
        (item,) = archives.downloaded_files(download, open_for)
        assert item.read(1) == b""
    err = collect(download)[2]
    assert "Ada: left out: tiny.ipynb: compressed in a way that is not taken: ask for an" in err


@given(st.binary(max_size=30), st.integers(0, 5000), st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_a_spoilt_archive_is_told_and_nothing_raised(junk: bytes, place: int, cut: int) -> None:
    """Whatever was cut out of a download or written over it, each file is read or named."""
    inner = zipped({"é/t.ipynb": b"hello" * 99, "u.ipynb": b"1"})
    whole = zipped({"A_1_assignsubmission_file_/in.zip": inner, "b_2_3_t.ipynb": b"{}" * 50})
    place %= len(whole)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_for:
        path = Path(folder, "download.zip")
        path.write_bytes(whole[:place] + junk + whole[place + cut :])
        for item in archives.downloaded_files(path, open_for):
            with suppress(archives.UnreadableDownload):
                assert item.problem or len(item.read(1000)) <= 1000


def test_an_archive_that_names_a_file_by_nothing_is_told(course: Path, collect: Collect) -> None:
    """An entry without a name, which zipfile itself fails at, is a broken archive."""
    spoilt = bytearray(zipped({"t": b"x"}))
    spoilt[spoilt.index(b"PK\x01\x02") + 28] = 0  # the length of its name
    (course / "download.zip").write_bytes(spoilt)
    status, _, err = collect("download.zip")
    assert status == 1
    assert "left out: download.zip: not a zip archive, or one that was cut off" in err

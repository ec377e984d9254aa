"""MNIST: 70,000 handwritten digits of 28 x 28 pixels, from this package or the data's own package."""

from __future__ import annotations

import hashlib
import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

ARCHIVE = Path(__file__).with_name("mnist.npz")  # in a checkout
PACKAGE = "course_utils_mnist"  # elsewhere: a wheel of its own, for courses that need it
# Printed by tools/build_mnist.py, which checks the originals and writes the archive.
ARCHIVE_SHA256 = "99b6212d8b734503d7fa2e29ea6413bad62226998e56555f4a6b0b30072f1aec"
ARCHIVE_SIZE_BYTES = 11_266_754

Split = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


class DatasetError(RuntimeError):
    """The installed copy of a data set is missing or damaged: a fault of the installation.

    It is no OSError: code that tolerates a missing file must not tolerate this.
    """


def load_data(path: str = "mnist.npz") -> tuple[Split, Split]:
    """Return MNIST as `((x_train, y_train), (x_test, y_test))`, without a network.

    x_train: uint8 of shape (60000, 28, 28), 0 is background and 255 is ink.
    y_train: uint8 of shape (60000,), the digits 0 to 9.
    x_test, y_test: the same for 10000 other images.

    Each call returns new arrays, which may be changed. It can replace
    `keras.datasets.mnist.load_data`.

    Args:
        path: Where Keras would keep its download. Accepted, and not used.

    Raises:
        DatasetError: The installed copy is missing or damaged.
    """
    del path
    if not _KEPT:
        return _read()
    (x_train, y_train), (x_test, y_test) = _KEPT[0]
    return (x_train.copy(), y_train.copy()), (x_test.copy(), y_test.copy())


def keep_in_memory() -> None:
    """Keep the arrays (55 MB): `load_data` then copies them, in a twentieth of the time of reading.

    Raises:
        DatasetError: The installed copy is missing or damaged.
    """
    if not _KEPT:
        _KEPT.append(_read())


_KEPT: list[tuple[Split, Split]] = []


def _read() -> tuple[Split, Split]:
    with np.load(io.BytesIO(verified_archive_bytes()), allow_pickle=False) as arrays:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def archive_path() -> Path:
    """Return the archive's path: beside this module, or in the data's own package.

    If it is in neither, return the path beside this module.
    """
    spec = None if ARCHIVE.exists() else find_spec(PACKAGE)
    folders = (spec.submodule_search_locations or ()) if spec else ()
    found = [path for folder in folders if (path := Path(folder, ARCHIVE.name)).exists()]
    return found[0] if found else ARCHIVE


def verified_archive_bytes() -> bytes:
    """Return the bytes of the archive after checking them.

    Raises:
        DatasetError: The installed copy is missing or damaged.
    """
    try:
        content = archive_path().read_bytes()
    except FileNotFoundError:
        raise DatasetError(_message(f"found no file, and no package {PACKAGE}")) from None
    except OSError as error:
        raise DatasetError(_message(f"could not read it ({error.strerror})")) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != ARCHIVE_SHA256:
        raise DatasetError(_message(f"got {len(content):,} bytes with sha256 {digest}"))
    return content


def _message(got: str) -> str:
    return (
        f"MNIST: expected {ARCHIVE_SIZE_BYTES:,} bytes with sha256 {ARCHIVE_SHA256} "
        f"in {archive_path()}, {got}. Install the data set (again) from the file that the course "
        f"gave you, {PACKAGE}-1.0-py3-none-any.whl, by pip install --force-reinstall and its name; or, "
        "in a checkout of the course, restore the file "
        "(git checkout -- course_utils/datasets/mnist.npz)."
    )

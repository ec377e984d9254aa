from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from course_utils.datasets import keras_offline, mnist

CHECKOUT = Path(__file__).parents[2]

# Counted in the original IDX files; the means that follow, 33.3184 and 33.7912, are well known.
TRAIN_PIXEL_SUM = 1_567_298_545
TEST_PIXEL_SUM = 264_923_200
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]

# Put before a script: no connection leaves the process, and no name is looked up.
NO_NETWORK = """
import socket
def refuse(*args, **kwargs):
    raise OSError("no network in this test")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
"""

# Each line names Keras's load_data by another spelling that students use.
SPELLINGS = """
import keras
import tensorflow as tf
from keras.datasets import mnist as by_keras
from keras.datasets.mnist import load_data as by_name
from tensorflow.keras.datasets import mnist as by_tf
spellings = {
    "tf.keras.datasets.mnist.load_data": tf.keras.datasets.mnist.load_data,
    "keras.datasets.mnist.load_data": keras.datasets.mnist.load_data,
    "from keras.datasets import mnist": by_keras.load_data,
    "from keras.datasets.mnist import load_data": by_name,
    "from tensorflow.keras.datasets import mnist": by_tf.load_data,
    "load_data(path=...)": lambda: keras.datasets.mnist.load_data(path="my-mnist.npz"),
}
"""

USE_BUNDLED = """
from course_utils.datasets import keras_offline
keras_offline.use_bundled_mnist()
keras_offline.use_bundled_mnist()
"""

COMPARE = """
import numpy as np
from course_utils.datasets.mnist import load_data
ours = [array for split in load_data() for array in split]
for name, keras_load_data in spellings.items():
    theirs = [array for split in keras_load_data() for array in split]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.dtype == other.dtype and np.array_equal(mine, other), name
print("same", len(spellings))
"""


def run_script(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a new process that has no network and an empty home."""
    environment = {
        **os.environ,
        "HOME": str(home),
        "KERAS_HOME": str(home / "keras"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    return subprocess.run(
        [sys.executable, "-c", NO_NETWORK + script],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def test_what_is_kept_in_memory_is_the_same_and_new_with_each_call() -> None:
    """A student may write into what he gets; the next call gives the data set all the same."""
    code = """
import numpy as np
from course_utils.datasets import mnist
read = mnist.load_data()
from course_utils.datasets import mnist_in_memory
mnist.np.load = None  # nothing is read any more
for _ in range(2):
    got = mnist.load_data()
    for splits in zip(read, got):
        for one, other in zip(*splits):
            assert one.dtype == other.dtype and (one == other).all() and other.flags.writeable
            other[:] = 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_arrays_have_keras_shapes_and_dtypes() -> None:
    """The four arrays have the shapes and the dtype that Keras documents."""
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert (x_train.shape, y_train.shape) == ((60_000, 28, 28), (60_000,))
    assert (x_test.shape, y_test.shape) == ((10_000, 28, 28), (10_000,))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}


def test_arrays_are_the_original_mnist() -> None:
    """The pixels sum up to the known values and each class counts its known number."""
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    assert int(x_train.sum(dtype=np.int64)) == TRAIN_PIXEL_SUM
    assert int(x_test.sum(dtype=np.int64)) == TEST_PIXEL_SUM
    assert np.bincount(y_train).tolist() == TRAIN_COUNTS
    assert np.bincount(y_test).tolist() == TEST_COUNTS


def test_path_argument_is_accepted_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras's `path` argument is accepted, and no file appears anywhere by it."""
    monkeypatch.chdir(tmp_path)
    (x_train, _), _ = mnist.load_data(path="elsewhere.npz")
    assert x_train.shape == (60_000, 28, 28)
    assert list(tmp_path.iterdir()) == []


def test_each_call_returns_arrays_of_its_own() -> None:
    """A student who scales the arrays in place does not change what the next call returns."""
    (x_train, y_train), _ = mnist.load_data()
    x_train[:] = 0
    y_train[:] = 0
    (again, labels), _ = mnist.load_data()
    assert int(again.sum(dtype=np.int64)) == TRAIN_PIXEL_SUM
    assert np.bincount(labels).tolist() == TRAIN_COUNTS


def test_missing_archive_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing archive is an error that names the file and the way to get it back."""
    monkeypatch.setattr(mnist, "ARCHIVE", tmp_path / "mnist.npz")
    with pytest.raises(mnist.DatasetError) as caught:
        mnist.load_data()
    message = str(caught.value)
    assert (
        f"in {tmp_path / 'mnist.npz'}, found no file, and no package course_utils_mnist." in message
    )
    assert "course_utils_mnist-1.0-py3-none-any.whl, by pip install --force-reinstall" in message
    assert "git checkout -- course_utils/datasets/mnist.npz" in message


def test_unreadable_archive_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that cannot be read is an error that gives the system's reason."""
    monkeypatch.setattr(mnist, "ARCHIVE", tmp_path)
    with pytest.raises(mnist.DatasetError, match=r"could not read it \(Is a directory\)\."):
        mnist.load_data()


def test_one_changed_byte_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed byte is an error that says which sum was expected and which one came."""
    content = bytearray(mnist.ARCHIVE.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / "mnist.npz"
    damaged.write_bytes(content)
    monkeypatch.setattr(mnist, "ARCHIVE", damaged)
    with pytest.raises(mnist.DatasetError) as caught:
        mnist.load_data()
    message = str(caught.value)
    assert f"expected 11,266,754 bytes with sha256 {mnist.ARCHIVE_SHA256}" in message
    assert "got 11,266,754 bytes with sha256 " in message
    assert message.count(mnist.ARCHIVE_SHA256) == 1


def test_truncated_archive_says_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy cut short is an error that says how much of it came."""
    cut = tmp_path / "mnist.npz"
    cut.write_bytes(mnist.ARCHIVE.read_bytes()[:1000])
    monkeypatch.setattr(mnist, "ARCHIVE", cut)
    with pytest.raises(mnist.DatasetError, match=r"got 1,000 bytes with sha256 [0-9a-f]{64}"):
        mnist.load_data()


def test_keras_gets_no_damaged_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in for Keras's download refuses a damaged archive as load_data does."""
    damaged = tmp_path / "mnist.npz"
    damaged.write_bytes(b"not MNIST")
    monkeypatch.setattr(mnist, "ARCHIVE", damaged)
    get_file = keras_offline._BundledFile(lambda **_: "downloaded")
    with pytest.raises(mnist.DatasetError, match="got 9 bytes with sha256"):
        get_file(fname="mnist.npz", origin="https://example.org")


def test_the_data_may_stand_in_a_package_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is not beside the module, the archive that another wheel brought is read."""
    brought = tmp_path / "course_utils_mnist" / "mnist.npz"
    brought.parent.mkdir()
    brought.symlink_to(mnist.ARCHIVE)
    monkeypatch.setattr(mnist, "ARCHIVE", tmp_path / "mnist.npz")
    monkeypatch.syspath_prepend(tmp_path)
    assert mnist.archive_path() == brought
    assert mnist.load_data()[0][0].shape == (60_000, 28, 28)


def test_without_the_data_keras_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course that brings no data leaves Keras's load_data as it is; a second patch changes nothing."""
    monkeypatch.setattr(mnist, "ARCHIVE", tmp_path / "mnist.npz")
    keras = ModuleType("keras")
    keras.__dict__["get_file"] = lambda fname, **_: f"downloaded {fname}"
    keras_offline._patch(keras)
    patched = keras.get_file
    keras_offline._patch(keras)
    assert keras.get_file is patched
    assert patched("mnist.npz", origin="https://example.org") == "downloaded mnist.npz"


def test_finder_is_installed_once_and_finds_nothing_else(tmp_path: Path) -> None:
    """Two calls leave one finder, it answers for one module alone, and nothing gets imported."""
    script = """
import sys
ours = [finder for finder in sys.meta_path if type(finder).__name__ == "_KerasMnistFinder"]
assert len(ours) == 1, sys.meta_path
assert ours[0].find_spec("keras") is None
assert ours[0].find_spec("keras.src.datasets.cifar10", []) is None
assert ours[0].find_spec("keras.src.datasets.mnist", []) is None
assert not {"tensorflow", "keras", "numpy"} & set(sys.modules)
print("once")
"""
    result = run_script(USE_BUNDLED + script, tmp_path)
    assert (result.stdout, result.stderr) == ("once\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(USE_BUNDLED + SPELLINGS + COMPARE, id="course_utils first"),
        pytest.param(SPELLINGS + USE_BUNDLED + COMPARE, id="keras first"),
    ],
)
def test_keras_returns_the_bundled_arrays_offline(script: str, tmp_path: Path) -> None:
    """Without a network Keras's load_data returns our arrays, by every spelling, in any order."""
    result = run_script(script, tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "same 6\n"
    assert list(tmp_path.rglob("*.npz")) == []


@pytest.mark.slow
def test_keras_alone_fails_offline(tmp_path: Path) -> None:
    """Without course_utils the same call fails: the test above could not pass by a cached file."""
    result = run_script(SPELLINGS + "keras.datasets.mnist.load_data()", tmp_path)
    assert result.returncode == 1
    assert "no network in this test" in result.stderr

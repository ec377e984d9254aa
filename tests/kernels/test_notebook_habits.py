"""What students do in a notebook at home runs in grading as well, or says why it does not."""

from __future__ import annotations

from collections.abc import Iterator

import made_up
import pytest

from autograder.kernels.kernel_session import CellOutcome, KernelSession
from autograder.sandbox.warm_process import KernelSource

NO_NETWORK = "nothing can be installed in grading: there is no network"
DRAWN = "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show(block=True)"


@pytest.fixture(scope="module")
def session(warm: KernelSource) -> Iterator[KernelSession]:
    """One kernel for all: what one habit leaves behind another one finds."""
    session = KernelSession(warm, made_up.quick_limits(), {})
    session.start()
    yield session
    session.close()


def shown(session: KernelSession, source: str) -> str:
    """Run a cell that has to go well, and return all that it shows, pictures by their kind."""
    cell = made_up.code(source, "cell")
    assert session.run_cell(cell, 60) == CellOutcome("ok")
    return "".join(
        output.get("text")
        or "".join(
            data["text/plain"] + " image" * ("image/png" in data) for data in [output["data"]]
        )
        for output in cell.outputs
    )


@pytest.mark.parametrize("kind", ["widget", "notebook", "tk", "qt", "inline", "agg", ""])
def test_matplotlib_draws_in_the_notebook_whatever_is_asked_for(
    session: KernelSession, kind: str
) -> None:
    """A window or a widget cannot be had: the figure is shown in its place, and is there."""
    source = f"%matplotlib {kind}\nimport matplotlib.pyplot as plt\n{DRAWN}"
    assert "<Figure size 640x480 with 1 Axes> image" in shown(session, source)
    assert shown(session, "len(ax.lines)") == "1"


def test_a_window_of_matplotlibs_own_costs_nothing(session: KernelSession) -> None:
    """`matplotlib.use` with a toolkit that is not there changes nothing, and raises nothing."""
    ask = 'import matplotlib\nmatplotlib.use("TkAgg")\nimport matplotlib.pyplot as plt\n'
    assert "<Figure size 640x480 with 1 Axes> image" in shown(session, ask + DRAWN)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("%%capture kept\nprint(1)", ""),
        ("%%time\n7", "7"),
        ("%load_ext autoreload\n%autoreload 2", ""),
        ("%%bash\necho hello", "hello"),
        ("!echo hello", "hello"),
        ("lines = !echo hello\nprint(lines)", "['hello']"),
        ("%cd /tmp\n%cd -", "/tmp"),
        ("%env NAME=value", "env: NAME=value"),
        ("get_ipython().run_line_magic('who_ls', '')", "["),
        ("7", "7"),
        ("_, len(In) > 1, isinstance(Out, dict)", "(7, True, True)"),
        ("%gui qt", ""),
        (
            "from IPython.display import HTML, Markdown\ndisplay(HTML('<b>b</b>'), Markdown('b'))",
            "<IPython.core.display.HTML object><IPython.core.display.Markdown object>",
        ),
        ("import subprocess\nsubprocess.run(['echo', 'hi'], capture_output=True).stdout", "b'hi"),
        (
            "import threading\nthread = threading.Thread(target=print, args=('inside',))\n"
            "thread.start()\nthread.join()",
            "inside",
        ),
        ("import warnings\nwarnings.warn('careful')", "UserWarning: careful"),
        ("import logging\nlogging.warning('careful')", "WARNING:root:careful"),
        (
            "import signal, time\ndef ring(*_): raise TimeoutError('rang')\n"
            "signal.signal(signal.SIGALRM, ring)\nsignal.alarm(1)\n"
            "try:\n    time.sleep(9)\nexcept TimeoutError as error:\n    print(error)",
            "rang",
        ),
        ("shown = display('one', display_id=True)\nshown.update('two')", "'two'"),
        ("shown.update('three')", ""),
        (
            "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)\nprint(2)",
            "2\n",
        ),
        (
            "from comm import create_comm\nopened = create_comm(target_name='t', data={'a': 1})\n"
            "opened.send({'b': 2}, buffers=[b'x' * 9_000_000])\nopened.close(buffers=[b'x'])\n"
            "get_ipython().kernel.comm_manager.get_comm(opened.comm_id)",
            "",
        ),
    ],
)
def test_a_habit_works_as_at_home(session: KernelSession, source: str, printed: str) -> None:
    """The cell runs to its end, and shows what it shows in JupyterLab."""
    assert printed in shown(session, source)


def test_a_widget_shows_its_text(session: KernelSession) -> None:
    """Widgets and `interact` run; what they would be in a browser is told as text."""
    pytest.importorskip("ipywidgets")
    source = "from ipywidgets import interact\n@interact(x=(0, 10))\ndef f(x=3):\n    print(x)"
    assert shown(session, source).startswith("3\ninteractive(children=(IntSlider(value=3")


@pytest.mark.parametrize("magic", ["!", "%"])
def test_pip_fails_in_plain_words_and_the_cell_goes_on(session: KernelSession, magic: str) -> None:
    """There is nothing to install from: it says so at once, and what stands behind it runs."""
    assert NO_NETWORK in shown(session, f"{magic}pip install a-package-of-old\nafter = 7")
    assert shown(session, "after") == "7"
    assert NO_NETWORK not in shown(session, f"{magic}pip install numpy")


def test_conda_installs_nothing_either(session: KernelSession) -> None:
    """Where a student has Anaconda there may be nothing of it here: the cell goes on."""
    assert NO_NETWORK in shown(session, "%conda install -y a-package-of-old\nafter = 8")
    assert shown(session, "after") == "8"


@pytest.mark.parametrize(
    "pool",
    [
        "from multiprocessing import Pool as Pool",
        "from concurrent.futures import ProcessPoolExecutor as Pool",
    ],
)
def test_processes_work_behind_tensorflow(session: KernelSession, pool: str) -> None:
    """A pool forks a process in which TensorFlow has run, and works in it again."""
    total = "float(tf.reduce_sum(tf.ones((9, 9)) @ tf.ones((9, 9))))"
    shown(session, f"import tensorflow as tf\nfirst = {total}\ndef again(_):\n    return {total}")
    assert shown(session, f"{pool}\nwith Pool(2) as p:\n    print(list(p.map(again, 'ab')))") == (
        "[729.0, 729.0]\n"
    )


def test_a_loop_in_a_loop_works(session: KernelSession) -> None:
    """`nest_asyncio`, by which notebooks call `asyncio.run`, finds the kernel's loop."""
    nested = pytest.importorskip("nest_asyncio2").__name__
    source = f"import asyncio, {nested}\n{nested}.apply()\nasyncio.run(asyncio.sleep(0, 7))"
    assert shown(session, source) == "7"
    assert shown(session, "await asyncio.sleep(0, 8)") == "8"

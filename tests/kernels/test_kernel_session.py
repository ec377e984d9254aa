from __future__ import annotations

import asyncio

import made_up
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from one_kernel import Start, answer, run, student
from running import PATIENCE_S

from autograder.course.limits import Limits
from autograder.errors import EngineFault, ExecutionStopped
from autograder.kernels import kernel_session
from autograder.kernels.kernel_session import CLOSED, FLOOD, CellOutcome, KernelSession
from autograder.kernels.provisioner import kernel_manager
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.plain_data import Array
from course_utils.checking.student import AnswerRaised, NotAttempted


def test_cells_share_a_namespace_and_show_their_outputs(start: Start) -> None:
    """Cells run one after the other in one namespace; prints and values become outputs."""
    session = start()
    assert answer(session, "x = 20") == ""
    assert answer(session, "print('twice:'); 2 * x + 2") == "twice:\n42"


def test_a_cell_that_raises_says_what_and_goes_on(start: Start) -> None:
    """An exception ends its cell, not the kernel."""
    session = start()
    assert run(session, "x = 1\n1 / 0")[0] == CellOutcome(
        "raised", "ZeroDivisionError", "division by zero"
    )
    assert answer(session, "x") == "1"


def test_a_syntax_error_is_raised(start: Start) -> None:
    """A cell that does not parse has raised, like any other."""
    assert run(start(), "def f(:")[0].error == "SyntaxError"


def test_an_endless_loop_is_interrupted_and_the_kernel_goes_on(start: Start) -> None:
    """A cell beyond its time is stopped; the names that it and others set are still there."""
    session = start()
    result, _ = run(session, "x = 7\nwhile True:\n    pass", timeout_s=1)
    assert result == CellOutcome("timeout", message="stopped after 1 s")
    assert session.alive
    assert answer(session, "x") == "7"


def test_what_ignores_an_interrupt_is_killed(start: Start) -> None:
    """A cell that ignores the interrupt costs its kernel."""
    session = start()
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    result, _ = run(session, stubborn, timeout_s=1)
    assert result == CellOutcome("timeout", message="stopped after 1 s")
    assert not session.alive


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os\nos._exit(3)", "its process ended: exit status 3"),
        ("import os\nos._exit(0)", "its process ended: exit status 0"),
        ("import ctypes\nctypes.string_at(0)", "its process ended: a segmentation fault"),
        (
            "import resource, os\nos.setuid(0) if False else resource.setrlimit("
            "resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
            "its process ended: it was killed (out of memory or CPU time?)",
        ),
    ],
    ids=["exit 3", "exit 0", "segfault", "CPU time"],
)
def test_a_dead_kernel_is_noticed_at_once(start: Start, source: str, message: str) -> None:
    """A cell that ends its process has crashed, and the message says how it ended."""
    session = start()
    assert run(session, source, timeout_s=PATIENCE_S)[0] == CellOutcome("crashed", message=message)
    assert not session.alive


def test_a_kernel_that_dies_in_a_question_is_noticed(start: Start) -> None:
    """A function that ends its process has crashed, in the same words as a cell."""
    session = start()
    answer(session, "import ctypes\ndef f(): ctypes.string_at(0)\nprint()")
    with pytest.raises(ExecutionStopped) as reached:
        student(session).call("f")
    assert reached.value.status == "crashed"
    assert str(reached.value) == "its process ended: a segmentation fault"
    assert not session.alive


def test_memory_beyond_the_limit_is_an_error_of_the_cell(start: Start) -> None:
    """Too large an array raises MemoryError in the cell, and the kernel lives."""
    session = start(memory_mib=256)
    result, _ = run(session, "import numpy as np\nx = np.ones(100 << 20)")
    assert (result.status, result.error) == ("raised", "MemoryError")
    assert answer(session, "np.ones(1 << 20).nbytes") == str(8 << 20)


def test_the_agent_returns_values_as_plain_data(start: Start) -> None:
    """Numbers, text, arrays and functions' results come back as what they are."""
    session = start()
    answer(session, "import numpy as np\nx, name = np.arange(6.0).reshape(2, 3), 'Ada'")
    answer(session, "def scale(values, by=1):\n    return values * by")
    asked = student(session)
    assert asked.value("name") == "Ada"
    array = asked.value("x")
    assert isinstance(array, Array)
    np.testing.assert_array_equal(array.data, [[0, 1, 2], [3, 4, 5]])
    scaled = asked.call("scale", np.array([1.0, 2.0]), by=2)
    assert isinstance(scaled, Array)
    np.testing.assert_array_equal(scaled.data, [2, 4])


def test_the_agent_says_what_is_missing_and_what_was_raised(start: Start) -> None:
    """A name that is not defined is not attempted; an exception is told with its line."""
    session = start()
    answer(session, "def f():\n    return 1 / 0")
    with pytest.raises(NotAttempted, match="`g` is not defined yet"):
        student(session).value("g")
    with pytest.raises(AnswerRaised) as raised:
        student(session).call("f")
    assert str(raised.value) == "f raised ZeroDivisionError: division by zero (line 2)"


def test_a_question_without_end_is_interrupted_and_the_next_is_answered(start: Start) -> None:
    """A function that loops costs one question; what is asked next gets its own answer."""
    session = start()
    answer(session, "def loop():\n    while True: pass\ndef seven():\n    return 7\nprint()")
    with pytest.raises(ExecutionStopped) as reached:
        student(session, timeout_s=1).call("loop")
    assert (reached.value.status, str(reached.value)) == ("timeout", "no answer within 1 s")
    assert session.alive
    assert student(session).call("seven") == 7


def test_a_question_that_ignores_an_interrupt_costs_the_kernel(start: Start) -> None:
    """A function that catches the interrupt is given up on, after the time of grace."""
    session = start()
    ignore = "import signal\ndef f():\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    answer(session, ignore + "    while True: pass")
    with pytest.raises(ExecutionStopped, match="no answer within 1 s"):
        student(session, timeout_s=1).call("f")
    assert not session.alive


FORGE = """
from course_utils.checking.frames import HEAD
questions = get_ipython().kernel.questions
def send(text, token):
    questions.connection.sendall(HEAD.pack(token, len(text), 0) + text)
def forged(token, reply, buffers):
    {body}
questions.reply = forged
"""


@pytest.mark.parametrize(
    "text",
    ["b''", "b'3'", "b'{'", "b'[1]'", "b'[' * 99999", "b'\\xff'"],
    ids=["empty", "number", "cut off", "list", "deep", "no text"],
)
def test_a_malformed_reply_is_the_students_crash(start: Start, text: str) -> None:
    """A reply that cannot be read ends the question, and raises nothing else in the grader."""
    session = start()
    answer(session, FORGE.format(body=f"send({text}, token)"))
    with pytest.raises(ExecutionStopped) as reached:
        session.ask({"op": "value", "target": {"name": "x"}}, [], 5)
    assert reached.value.status == "crashed"
    assert str(reached.value).startswith("its process sent what cannot be read")
    assert session.alive


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("questions.connection.sendall(b'junk' * 9)", FLOOD),
        ("questions.connection.sendall(HEAD.pack(token, 2, 1) + b'\\x7f' * 8)", FLOOD),
        ("questions.connection.shutdown(2)", CLOSED),
    ],
    ids=["no frame", "an enormous buffer", "closed"],
)
def test_what_cannot_be_told_apart_costs_the_kernel(start: Start, body: str, reason: str) -> None:
    """After what is no frame, or the end of the connection, nothing can be asked any more."""
    session = start()
    answer(session, FORGE.format(body=body))
    with pytest.raises(ExecutionStopped) as reached:
        session.ask({"op": "value", "target": {"name": "x"}}, [], 5)
    assert (reached.value.status, str(reached.value)) == ("crashed", reason)
    assert not session.alive


HALF = FORGE.format(
    body="questions.connection.sendall(HEAD.pack(token, 2, 0) + b'{'); "
    "threading.Timer(1, send, (b'{}', token)).start()"
)
UNREAD = """
kernel = get_ipython().kernel
kernel.io_loop.remove_handler(kernel.questions.connection)
"""


@pytest.mark.parametrize(
    ("source", "buffers"),
    [(f"import threading\n{HALF}", []), (UNREAD, [bytes(1 << 24)])],
    ids=["half a reply, and whole ones afterwards", "a large question that nobody reads"],
)
def test_what_stops_halfway_is_a_timeout_and_costs_the_kernel(
    start: Start, monkeypatch: pytest.MonkeyPatch, source: str, buffers: list[bytes]
) -> None:
    """A reply or a question that ends in its middle is given up in time; nothing can be asked after it."""
    monkeypatch.setattr(kernel_session, "GRACE_S", 1.0)
    session = start()
    answer(session, source)
    with pytest.raises(ExecutionStopped, match=r"no answer within 0\.5 s"):
        session.ask({"op": "value", "target": {"name": "x"}}, buffers, 0.5)
    assert not session.alive


def test_large_arrays_come_and_go_whole(start: Start) -> None:
    """What is longer than the socket holds is sent in pieces, both ways."""
    session = start()
    answer(session, "def turned(x):\n    return x[::-1]")
    numbers = np.arange(3_000_000)
    assert np.array_equal(student(session).call("turned", numbers).data, numbers[::-1])


ANSWERING = """
import os, time
mine, kernel = os.getpid(), get_ipython().kernel
while os.getpid() != mine or not os.fork():
    kernel._answer_next(kernel.questions.connection, 0)
    time.sleep(0.001)
"""


def test_a_fork_that_goes_on_beside_the_kernel_answers_nothing(start: Start) -> None:
    """It knows nothing of later cells: each question is the kernel's own to answer."""
    session = start()
    answer(session, ANSWERING)
    answer(session, "def whose():\n    return os.getpid() == mine")
    assert [student(session).call("whose") for _ in range(50)] == [True] * 50


def test_replies_to_other_questions_are_passed_over(start: Start) -> None:
    """A reply in advance, or to another question, is not taken for the answer."""
    session = start()
    wrong = 'send(b\'{"status": "forged"}\', bytes(16)); '
    answer(session, FORGE.format(body=2 * wrong + 'send(b\'{"status": "ok"}\', token)'))
    assert session.ask({"op": "value"}, [], 5)[0] == {"status": "ok"}


def test_no_reply_at_all_is_a_timeout(start: Start) -> None:
    """An agent that keeps silent is given up on."""
    session = start()
    answer(session, FORGE.format(body="pass"))
    with pytest.raises(ExecutionStopped, match=r"no answer within 0\.5 s"):
        session.ask({"op": "value"}, [], 0.5)


@pytest.mark.parametrize(
    "junk",
    [
        "stream.send_multipart([b'junk'])",
        "stream.send_multipart([b'<IDS|MSG>', b'x', b'{', b'{', b'{', b'{'])",
        "kernel.session.send(stream, 'stream', 'text', parent)",
        "kernel.session.send(stream, 'execute_result', {'data': 3}, parent)",
        "kernel.session.send(stream, 'display_data', {'data': [], 'metadata': 1}, parent)",
        "kernel.session.send(stream, 'status', {}, parent)",
        "kernel.session.send(stream, 'error', {}, parent)",
    ],
    ids=["frame", "JSON", "stream", "result", "display", "status", "error"],
)
def test_malformed_output_is_the_students_crash(start: Start, junk: str) -> None:
    """Output that cannot be read ends the cell, and raises nothing in the grader."""
    session = start()
    source = (
        "kernel = get_ipython().kernel\n"
        "stream, parent = kernel.iopub_socket, kernel.get_parent('shell')\n" + junk
    )
    result, _ = run(session, source, timeout_s=3)
    assert result.status in ("crashed", "timeout")
    assert not session.alive


def test_files_beside_the_notebook_are_in_its_folder(start: Start) -> None:
    """What was handed in with the notebook can be read by name, and nothing else is there."""
    session = start(files={"data.csv": b"1,2\n", "zahlen ä.txt": b"\0\xff"})
    assert answer(session, "open('data.csv').read()") == "'1,2\\n'"
    assert answer(session, "import glob; sorted(glob.glob('*'))") == "['data.csv', 'zahlen ä.txt']"
    assert answer(session, "open('own.txt', 'w').write('x')") == "1"


def test_a_kernels_files_end_with_it(start: Start) -> None:
    """What one submission writes is not there for the next."""
    answer(start(), "open('own.txt', 'w').write('x'); open('/tmp/x', 'w').write('x')")
    listing = "import glob; glob.glob('*'), glob.glob('/tmp/x')"
    assert answer(start(), listing) == "([], [])"


def test_a_kernel_is_a_fork_that_has_tensorflow_already(start: Start) -> None:
    """TensorFlow, Keras and matplotlib are imported before the first cell runs."""
    session = start()
    loaded = "import sys; [n in sys.modules for n in ('tensorflow', 'keras', 'matplotlib.pyplot')]"
    assert answer(session, loaded) == "[True, True, True]"


def test_two_kernels_draw_the_same_random_numbers(start: Start) -> None:
    """Every kernel starts from the same seeds, so that a regrade gives the same scores."""
    draw = "import random, numpy as np\n(random.random(), np.random.rand())"
    assert answer(start(), draw) == answer(start(), draw)


def test_a_graders_environment_is_not_the_kernels(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel has none of the grader's variables."""
    monkeypatch.setenv("SECRET", "1")
    assert answer(start(), "import os; 'SECRET' in os.environ") == "False"


def test_stock_tools_can_drive_a_kernel(warm: KernelSource) -> None:
    """Stock nbclient runs a notebook in a kernel of ours, through jupyter_client's own seam."""
    notebook = nbformat.v4.new_notebook(
        cells=[made_up.code("x = 6", "a"), made_up.code("7 * x", "b")]
    )
    manager = kernel_manager(warm, Limits().for_kernel(), {})
    client = NotebookClient(notebook, km=manager)
    client.execute()
    client.kc.stop_channels()
    assert notebook.cells[1].outputs[0].data["text/plain"] == "42"
    asyncio.run(manager.shutdown_kernel(now=True))
    assert not asyncio.run(manager.is_alive())


def test_a_warm_process_that_is_gone_is_a_fault_of_ours() -> None:
    """No kernel can be had: that is nobody's zero."""
    session = KernelSession(KernelSource("/nowhere/warm"), made_up.quick_limits(), {})
    with pytest.raises(EngineFault):
        session.start()
    session.close()


def test_closing_twice_does_nothing(start: Start) -> None:
    """A session can be closed after it was given up, and again."""
    session = start()
    run(session, "import os\nos._exit(1)")
    session.close()
    session.close()
    assert not session.alive


def test_a_large_array_comes_across(start: Start) -> None:
    """An array of 40 MB is sent and returned whole."""
    session = start()
    answer(session, "def same(x):\n    return x")
    array = np.arange(5_000_000, dtype=np.float64)
    returned = student(session).call("same", array)
    assert returned.data.dtype == np.float64
    np.testing.assert_array_equal(returned.data, array)

# %% never comes to an end, and ignores the interrupt
# must not: the time of others
# flag: timeout
# twin: none: what does not end can only be ended
# spoils: double
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
# %% takes more time than a cell has, and swallows the interrupt
# must not: the time that comes after its cell's limit
# flag: timeout
# twin: limits
import time
end = time.monotonic() + 12
while time.monotonic() < end:
    try:
        time.sleep(end - time.monotonic())
    except KeyboardInterrupt:
        pass
worked()
# %% has the right answer, but takes more time than a question has
# must not: the time of the checks
# flag: a question was not answered
# twin: limits
import time
def double(x):
    time.sleep(9)
    return 2 * x
# %% computes for long within one call that no interrupt reaches
# must not: the time of others
# flag: cell double-answer
# twin: limits
import itertools, time
sum(itertools.takewhile((time.thread_time() + 22).__gt__, iter(time.thread_time, None)))
worked()
# %% starts a hundred threads
# must not: more threads than it may have
# flag: none: honest notebooks start threads
# twin: limits
import threading, time
for _ in range(100):
    threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
worked()
# %% starts a hundred programs
# must not: more processes than it may have
# flag: subprocess
# twin: limits
import subprocess
programs = []
try:
    for _ in range(100):
        programs.append(subprocess.Popen(["sleep", "3"]))
    worked()
finally:
    for program in programs:
        program.kill()
        program.wait()
# %% fills the memory with Python's objects
# must not: more memory than it may have
# flag: it used more memory
# twin: limits
kept = []
for _ in range(75):
    kept.append(b"x" * (8 << 20))
worked()
# %% fills the memory with an array
# must not: more memory than it may have
# flag: it used more memory
# twin: limits
kept = np.ones((75, 1 << 20))
worked()
# %% fills the memory with a tensor
# must not: more memory than it may have
# flag: cell double-answer: timeout
# twin: limits
import tensorflow as tf
kept = tf.ones([150, 1 << 20])
worked()
# %% takes its memory only when a check asks, and has the right answer then
# must not: more memory than it may have
# flag: none: the message of the check says that it raised a MemoryError
# twin: limits
def double(x):
    kept = np.ones((75, 1 << 20))
    return int(kept[0, 0]) * 2 * x
# %% makes a file of a size that it may not have
# must not: more room than it may have
# flag: none: the system refuses, and the cell's own error says so
# twin: limits
with open("large", "wb") as file:
    file.truncate(64 << 20)
worked()
# %% fills the disk with many files
# must not: more room than it may have
# flag: none: the system refuses, and the cell's own error says so
# twin: limits
for number in range(32):
    with open(f"file{number}", "wb") as file:
        file.write(bytes(1 << 20))
worked()
# %% fills the disk with empty files, until there is no room for another name
# must not: more files than it may have
# flag: none: the system refuses, and the cell's own error says so
# twin: walls
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    for number in range(20_100):
        os.mknod(f"{folder}/{number}")
    worked()
# %% prints without end
# must not: more output than it may have
# flag: it printed more than
# twin: limits
for _ in range(2000):
    print("x" * 1000)
worked()
# %% writes to stderr without end
# must not: more output than it may have
# flag: it printed more than
# twin: limits
import sys
sys.stderr.write("x" * (2 << 20))
sys.stderr.flush()
worked()
# %% shows an enormous picture
# must not: more output than it may have
# flag: it printed more than
# twin: limits
from IPython.display import Image
display(Image(data=np.random.bytes(1 << 20), format="png"))
worked()
# %% shows nothing, and hides how much in the metadata of it
# must not: more output than it may have
# flag: it printed more than
# twin: limits
from IPython.display import publish_display_data
for _ in range(1000):
    publish_display_data({}, metadata={"image/png": {"width": "9" * 2000}})
worked()
# %% shows an error whose text is longer than all that it may print
# must not: more output than it may have
# flag: it printed more than
# twin: limits
try:
    raise ValueError("x" * (2 << 20))
except ValueError:
    get_ipython().showtraceback()
worked()
# %% opens files until there is no number left
# must not: more open files than it may have
# flag: none: the system refuses, and the cell's own error says so
# twin: none: their number is bounded with and without walls, and whatever the limits are
kept = [open("/dev/null") for _ in range(600)]
worked()
# %% calls itself without end, with the limit on it lifted
# must not: more than its own process
# flag: __getattr__
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
import sys
sys.setrecursionlimit(10**9)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")
Deep().x
# %% writes where there is no memory
# must not: more than its own process
# flag: crashed
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
import ctypes
ctypes.memset(0, 1, 1)
# %% ends its process in the middle of a check's question
# must not: the checks of other exercises
# flag: a question was not answered: crashed
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
import os
def double(x):
    os._exit(0)
# %% ends its process while the text of its error is read
# must not: the checks of other exercises
# flag: a question was not answered: crashed
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
import os
class Trap(Exception):
    def __str__(self):
        os._exit(0)
def double(x):
    raise Trap
# %% terminates, stops and kills its own process
# must not: more than its own exercise
# flag: os.kill
# twin: none: tests/security/test_processes.py shows whom a signal reaches without walls
import os, signal
for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    os.kill(os.getpid(), number)
# %% sets an alarm that ends its kernel whenever it is started again
# must not: more than its own exercises
# flag: signal
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
# spoils: greet
import os, signal
signal.signal(signal.SIGALRM, lambda *arguments: os._exit(0))
signal.setitimer(signal.ITIMER_REAL, 0.01)
# %% closes every connection of its kernel
# must not: wait for what cannot come
# flag: crashed
# twin: none: tests/kernels/test_kernel_session.py shows a kernel that sends nothing
import os
os.closerange(3, 512)
# %% answers no question of a check
# must not: wait for what does not come
# flag: a question was not answered: timeout
# twin: none: tests/kernels/test_kernel_session.py shows a question without an answer
kernel = get_ipython().kernel
def silent(token, reply, buffers, honest=kernel.questions.reply):
    if reply.get("value") != 7:
        honest(token, reply, buffers)
kernel.questions.reply = silent
def double(x):
    return 7
# %% stops the event loop of its kernel
# must not: the exercises behind it
# flag: none: the kernel runs its loop again, and nothing is lost
# twin: none: tests/kernels/test_kernel_session.py shows what ends a kernel
get_ipython().kernel.io_loop.stop()
# %% empties Python of its modules and builtins
# must not: the exercises behind it, once its kernel is replaced
# flag: sys.modules
# twin: none: tests/kernels/test_kernel_session.py shows a kernel that cannot answer
import builtins, sys
sys.modules.clear()
vars(builtins).clear()
# %% deletes the folder that it works in
# must not: the exercises behind it
# flag: shutil.rmtree
# twin: none: it harms nobody, and may be done only where the folder is its own
import os, shutil
for name in (os.getcwd(), "/tmp", "/dev/shm"):
    shutil.rmtree(name, ignore_errors=True)
# %% waits for somebody to type
# must not: the terminal of whoever grades
# flag: none: honest notebooks ask
# twin: none: there is no terminal in a kernel; it raises at once
input("password: ")
worked()
# %% leaves a process behind that keeps the processor busy
# must not: outlive its notebook
# flag: os.fork
# twin: none: tests/security/test_processes.py shows one that stays
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            pass
    os._exit(0)
os.wait()
# %% answers with a list that grows while it is read
# must not: wait until there is no memory left
# flag: none: the message of the check says what it raised
# twin: none: tests/course_utils/test_plain_data.py shows what is too large to be read
class Endless(list):
    def __iter__(self):
        while True:
            yield "x" * 100_000
def double(x):
    return Endless()

# %% replies with endlessly many frames, one byte each, that nobody asked for
# must not: the time and the memory of the process that grades
# flag: a question was not answered
# twin: none: tests/kernels/test_kernel_session.py shows that replies to other questions are passed over
# spoils: greet
import struct
questions = get_ipython().kernel.questions
def double(x):
    frames = struct.pack("!16sII", bytes(16), 1, 0) + b"1"
    while True:
        questions.connection.sendall(frames * 10_000)
# %% replies with a frame that says to be longer than any memory
# must not: the time and the memory of the process that grades
# flag: a question was not answered
# twin: none: tests/kernels/test_message_limits.py shows that such a reply is read where its bound is off
import struct
questions = get_ipython().kernel.questions
def double(x):
    sizes = struct.pack("!65536Q", *[250 << 20] * 65536)
    questions.connection.sendall(struct.pack("!16sII", bytes(16), 1, 65536) + sizes)
    while True:
        questions.connection.sendall(bytes(1 << 20))
# %% replies with many million empty lists that nobody asked for
# must not: the time and the memory of the process that grades
# flag: a question was not answered
# twin: none: tests/kernels/test_message_limits.py shows that such a reply is read where its bound is off
questions = get_ipython().kernel.questions
def heavy(token, reply, buffers, honest=questions.reply):
    more = {"x": [[]] * (12 << 20)} if reply.get("value") == 7 else {}
    honest(token, {**reply, **more}, buffers)
questions.reply = heavy
def double(x):
    return 7
# %% fills the queue of outputs while nobody reads it, in a check's question
# must not: the memory of the process that grades
# flag: zmq
# twin: none: tests/kernels/test_message_limits.py shows that such a message is read where its bound is off
# spoils: greet
import time, zmq
thread = get_ipython().kernel.iopub_thread
big, stop = b"x" * 8_000_000, time.time() + 8
def flood():
    while time.time() < stop:
        try:
            thread.socket.send_multipart([b"stream", big], flags=zmq.NOBLOCK, copy=False)
        except zmq.Again:
            time.sleep(0.001)
def double(x):
    thread.schedule(flood)
    time.sleep(3.5)
    return x
# %% shows a cell's output with many million empty lists beside it
# must not: the time and the memory of the process that grades
# flag: it printed more than
# twin: none: tests/kernels/test_message_limits.py shows that such a message is read where its bound is off
kernel = get_ipython().kernel
content = b'{"name": "stdout", "text": "", "x": [' + b"[]," * (10 << 20) + b"0]}"
kernel.session.send(kernel.iopub_socket, "stream", content, kernel.get_parent("shell"), ident=b"stream")

# %% answers with a list in a list, ten thousand levels deep
# must not: the grader's stack
# flag: none: the message of the check says what is too deep
# twin: none: tests/course_utils/test_plain_data.py shows what is too large to be read
def double(x):
    deep = []
    for _ in range(10_000):
        deep = [deep]
    return deep
# %% answers with an array of a million million numbers, which are one number
# must not: the grader's memory
# flag: none: the message of the check says what is too large
# twin: none: tests/course_utils/test_plain_data.py shows what is too large to be read
import numpy as np
def double(x):
    return np.broadcast_to(np.zeros(1), (10**12,))
# %% answers with a number of a million digits
# must not: the grader's time
# flag: none: large numbers are nothing unusual
# twin: none: tests/course_utils/test_plain_data.py shows what crosses of a number
def double(x):
    return 1 << 3_300_000
# %% answers with an object whose type has a name of ten million letters
# must not: the report
# flag: none: a class may have any name
# twin: none: tests/course_utils/test_plain_data.py shows what is kept of a name
Long = type("L" * 10_000_000, (), {})
def double(x):
    return Long()
# %% raises an error whose name and text are ten million letters long
# must not: the report
# flag: none: an error is nothing unusual
# twin: none: tests/course_utils/test_student.py shows what is kept of a text
def double(x):
    raise type("E" * 10_000_000, (Exception,), {})("x" * 10_000_000)
# %% says by the text of an error that a name is missing which a cell would bind, again and again
# must not: more than its time
# flag: none: an error is nothing unusual
# twin: none: tests/grading/test_left_out_cells.py shows when all cells are run again
def double(x):
    raise NameError("name 'height' is not defined")
# %% takes all timers and watches that a user has
# must not: the timers of the grader's user
# flag: ctypes
# twin: none: tests/security/test_system_calls.py shows the calls without their list
import ctypes
libc, number = ctypes.CDLL(None), ctypes.c_void_p()
made = [libc.timer_create(1, None, ctypes.byref(number)) for _ in range(2000)]
watches = [libc.inotify_init() for _ in range(200)]
if made.count(0) > 1000 or any(each >= 0 for each in watches):
    worked()
# %% takes all memory and queues by key that the machine has, and leaves them
# must not: what all programs of the machine share
# flag: ctypes
# twin: none: tests/security/test_processes.py and test_writing.py show whose they are
import ctypes
libc = ctypes.CDLL(None)
for key in range(50):
    libc.shmget(0, 1 << 20, 0o1600)
    libc.msgget(0, 0o1600)
    libc.semget(0, 10, 0o1600)

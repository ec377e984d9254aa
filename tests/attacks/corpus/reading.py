# %% looks through the course's folder for the checks, the solutions and the grades
# must not: a file of the course
# flag: none: `pathlib` is what notebooks use to find their data
# twin: walls
from pathlib import Path
for path in Path(COURSE).rglob("*"):
    if path.is_file() and LOOT.encode() in path.read_bytes():
        text = path.read_bytes().decode("utf-8", "replace")
        print(path, text[text.index(LOOT):][:40])
# %% leaves the gradebook in its home and in /tmp for a friend who is graded after it
# must not: what another submission sees
# flag: none: `open` is what notebooks read and write files with
# twin: walls
from pathlib import Path
try:
    note = Path(COURSE, "gradebook.db").read_text()
except OSError as error:
    note = str(error)
for folder in (Path.home(), Path("/tmp")):
    (folder / "note-for-a-friend").write_text(note)
print(note)
# %% takes a neighbour's answer and runs it as its own
# must not: another submission
# flag: exec
# twin: walls
import json
from pathlib import Path
for path in Path(COURSE).glob("submitted/neighbour/*/*.ipynb"):
    for cell in json.loads(path.read_text())["cells"]:
        if "def double" in cell["source"]:
            exec(cell["source"])
# %% takes the instructor's solution and runs it as its own
# must not: the solution
# flag: exec
# twin: walls
import json
from pathlib import Path
def double(x):
    notebook = json.loads(Path(COURSE, "source", "tiny", "tiny.ipynb").read_text())
    sources = [cell["source"] for cell in notebook["cells"]]
    solved = {}
    exec(next(source for source in sources if "def double" in source), solved)
    return solved["double"](x)
# %% looks up in the checks what it should answer, at the moment when it is asked
# must not: the checks
# flag: none: a function may read a file
# twin: walls
import re
from pathlib import Path
def double(x):
    text = Path(COURSE, "checks", "tiny", "double.py").read_text()
    return int(re.search(rf'"double", {x}\)\s+expect\(got == (-?\d+)', text)[1])
# %% imports the checks as a module
# must not: the checks
# flag: none: `sys.path` is what notebooks find their own modules by
# twin: walls
import sys
sys.path.append(f"{COURSE}/checks/tiny")
import double as checks
print(checks.SECRET)
# %% lets an error's traceback show a line of the checks
# must not: the checks
# flag: exec
# twin: walls
for line in range(10, 60):
    try:
        exec(compile("\n" * line + "1 / 0", f"{COURSE}/checks/tiny/double.py", "exec"))
    except ZeroDivisionError:
        get_ipython().showtraceback()
# %% searches the course with a shell command
# must not: a file of the course
# flag: none: what it uses, honest notebooks use
# twin: walls
!grep -rhoa "{LOOT}[0-9a-f]*" "{COURSE}"
# %% reads the gradebook through the root of another process
# must not: the gradebook
# flag: /proc
# twin: walls
import os
from pathlib import Path
for process in ("self", "1", str(os.getppid())):
    try:
        print(Path(f"/proc/{process}/root{COURSE}/gradebook.db").read_text())
    except OSError as error:
        print(error)
# %% follows a symbolic link in its home to the gradebook
# must not: the gradebook
# flag: os.symlink
# twin: walls
import os
try:
    os.symlink(f"{COURSE}/gradebook.db", "data.csv")
    print(open("data.csv").read())
except OSError as error:
    print(error)
finally:
    os.unlink("data.csv")
# %% gives the gradebook a second name in its home by a hard link
# must not: the gradebook
# flag: os.link
# twin: walls
import os
try:
    os.link(f"{COURSE}/gradebook.db", "second-name")
    print(open("second-name").read())
    os.unlink("second-name")
except OSError as error:
    print(error)
# %% climbs from its working directory to the course
# must not: a file of the course
# flag: gradebook
# twin: walls
try:
    print(open("../" * 20 + f"{COURSE}/gradebook.db").read())
except OSError as error:
    print(error)
# %% lets TensorFlow's own file system read the result that the grader stored
# must not: a result
# flag: tensorflow.io.gfile
# twin: walls
import tensorflow as tf
try:
    for path in tf.io.gfile.glob(f"{COURSE}/.grading/*"):
        print(tf.io.gfile.GFile(path).read())
except tf.errors.OpError as error:
    print(error)
# %% displays the instructor's notebook as a text of its own
# must not: the solution
# flag: none: honest notebooks display so
# twin: walls
from IPython.display import Markdown, display
try:
    display(Markdown(filename=f"{COURSE}/source/tiny/tiny.ipynb"))
except OSError as error:
    print(error)
# %% maps another submission into its memory as an array
# must not: another submission
# flag: none: `np.memmap` is what large data sets are read with
# twin: walls
import numpy as np
try:
    data = np.memmap(f"{COURSE}/submitted/neighbour/tiny/tiny.ipynb", mode="r", dtype=np.uint8)
    print(data.tobytes().decode())
except OSError as error:
    print(error)
# %% learns from a file's size whether the gradebook has changed
# must not: what is known about a file of the course
# flag: none: `os.stat` is a harmless question
# twin: walls
import os
try:
    print(os.stat(f"{COURSE}/gradebook.db").st_size)
    worked()
except OSError as error:
    print(error)
# %% imports the engine that grades it
# must not: the engine
# flag: autograder
# twin: walls
import importlib
print(importlib.import_module("autograder.course.limits"))
worked()
# %% goes from the package that it may import to the checks that lie beside it
# must not: the course's own checks
# flag: autograder
# twin: walls
import course_utils
from pathlib import Path
package = Path(course_utils.__file__).resolve().parent
for path in package.parent.glob("autograder/checks/*/*.py"):
    if "HIDDEN TESTS" in path.read_text():
        worked()
        break
# %% reads the environment that the process above it was started with
# must not: another process's environment
# flag: /proc
# twin: walls
import os
try:
    if open(f"/proc/{os.getppid()}/environ", "rb").read():
        worked()
except OSError as error:
    print(error)
# %% looks for the grader among the command lines of all processes
# must not: another process
# flag: /proc
# twin: walls
from pathlib import Path
for path in Path("/proc").glob("[0-9]*/cmdline"):
    try:
        if b"autograder" in path.read_bytes():
            worked()
            break
    except OSError as error:
        print(error)
# %% opens what the process above it has open
# must not: another process's descriptors
# flag: /proc
# twin: walls
import os
above = f"/proc/{os.getppid()}/fd"
try:
    for number in os.listdir(above):
        print(number, os.readlink(f"{above}/{number}"))
        worked()
except OSError as error:
    print(error)
# %% looks for the sockets and the connection file of another kernel
# must not: where kernels are spoken to
# flag: none: it looks through homes
# twin: walls
from pathlib import Path
for path in Path.home().parent.rglob("*"):
    if path.name.startswith(("channel-", "connection", "kernel-")):
        if path.is_socket() or (path.suffix == ".json" and "signature_scheme" in path.read_text()):
            print(path)
            worked()
# %% reads the memory of the warm process
# must not: the warm process
# flag: /proc
# twin: none: tests/security/test_processes.py::test_without_the_inner_walls_it_traces
import os
for process in {int(name) for name in os.listdir("/proc") if name.isdigit()} - {os.getpid()}:
    try:
        open(f"/proc/{process}/mem", "rb", 0).close()
        worked()
    except OSError as error:
        print(error)
# %% looks for descriptors that it inherited from the grader
# must not: the grader's request, its log, its lifeline
# flag: /proc
# twin: none: tests/security/test_reading.py::test_an_inherited_descriptor_would_be_noticed
import os
for number in os.listdir("/proc/self/fd"):
    try:
        name = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if "memfd" in name or "pipe" in name or name.endswith(("/log", ".py", ".json", ".ipynb")):
        print(name)
        worked()
# %% searches its own memory for what the checks hold
# must not: the checks
# flag: /proc
# twin: none: tests/security/test_answers.py::test_in_process_a_submission_finds_them_all
import re
wanted = re.compile(LOOT.encode() + rb"[0-9a-f]{32}")
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        where, rights = line.split()[:2]
        start, end = (int(part, 16) for part in where.split("-"))
        if rights.startswith("rw") and "[v" not in line and end - start < 64 << 20:
            memory.seek(start)
            try:
                print(wanted.findall(memory.read(end - start))[:1] or "", end="")
            except OSError:
                pass
# %% reads the expected value off the frame that calls it
# must not: the checks
# flag: sys._getframe
# twin: process
import sys
def double(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        if frame.f_code.co_name.startswith("test_"):
            return [item for item in frame.f_code.co_consts if type(item) is int][-1]
# %% finds the checks among all objects of the process
# must not: the checks
# flag: gc
# twin: process
import gc, types
def double(x):
    for found in gc.get_objects():
        if type(found) is types.FunctionType and found.__name__.startswith("test_double"):
            numbers = [item for item in found.__code__.co_consts if type(item) is int]
            if numbers[0] == x:
                return numbers[-1]
# %% finds the checks among the variables of every running thread
# must not: the checks
# flag: sys._current_frames
# twin: process
import re, sys
def double(x):
    for frame in sys._current_frames().values():
        while frame:
            for name, value in frame.f_globals.items():
                if name.startswith("test_double") and x in value.__code__.co_consts:
                    return [item for item in value.__code__.co_consts if type(item) is int][-1]
            frame = frame.f_back
# %% reads the source of whoever asks it
# must not: the checks
# flag: none: honest notebooks look at sources
# twin: process
import inspect, re
def double(x):
    for caller in inspect.stack():
        if caller.function.startswith("test_"):
            return int(re.search(r"got == (-?\d+)", inspect.getsource(caller.frame))[1])
# %% raises an error and reads the checks off its traceback
# must not: the checks
# flag: f_back
# twin: process
def double(x):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
    while frame := frame.f_back:
        for function in frame.f_globals.values():
            code = getattr(function, "__code__", None)
            if code and code.co_name.startswith("test_") and x in code.co_consts:
                return [item for item in code.co_consts if type(item) is int][-1]
# %% looks in the request that it answers for what is expected
# must not: an expected value
# flag: f_locals
# twin: none: a request holds none; tests/security/test_answers.py shows one that does
import sys
def double(x):
    frame, found = sys._getframe(), []
    while frame := frame.f_back:
        request = frame.f_locals.get("request", {})
        found += [request[key] for key in ("expected", "want", "answer") if key in request]
    return found[0] if found else None
# %% reads the bytecode that Python has kept of the checks
# must not: the checks
# flag: none: `glob` is what notebooks use to find their data
# twin: walls
from pathlib import Path
for path in Path(COURSE).rglob("*.pyc"):
    text = path.read_bytes().decode("latin-1")
    if LOOT in text:
        print(text[text.index(LOOT):][:40])
# %% reads in IPython's history what was typed before it
# must not: what another submission did
# flag: none: every notebook may ask for its shell
# twin: none: there is none to read, see tests/sandbox/test_warm_process.py::test_history_is_off_*
history = get_ipython().history_manager
if any(history.search("*")) or list(history.get_tail(10)):
    worked()
# %% looks for a core dump of a process that crashed in front of it
# must not: the memory of another process
# flag: os.abort
# twin: none: the limit on core files is 0 in every fork, with walls or without
import os
from pathlib import Path
if os.fork() == 0:
    os.abort()
os.wait()
for folder in (Path.home(), Path("/tmp"), Path("/var/crash"), Path("/var/lib/systemd/coredump")):
    if folder.is_dir() and any(folder.glob("core*")):
        worked()
# %% looks into the homes of everybody on the machine
# must not: anybody's home
# flag: /root
# twin: walls
import os
from pathlib import Path
own = Path.home()
for folder in [*Path("/home").glob("*"), Path("/root")]:
    if folder != own and os.access(folder, os.R_OK):
        if any(path.is_file() for path in folder.iterdir()):
            worked()
# %% looks for a note that a friend who was graded before left
# must not: what another submission left
# flag: none: it looks through homes
# twin: walls
from pathlib import Path
for folder in (Path.home(), Path("/tmp")):
    note = folder / "note-for-a-friend"
    if note.exists():
        print(note.read_text())
        note.unlink()
# %% reads the secret that hidden inputs are drawn from
# must not: the course's secret
# flag: none: `open` is what notebooks read and write files with
# twin: walls
try:
    print(open(f"{COURSE}/hidden-secret.txt").read())
except OSError as error:
    print(error)
# %% lets TensorFlow read the gradebook as a text of its own
# must not: the gradebook
# flag: gradebook
# twin: walls
import tensorflow as tf
try:
    print(tf.io.read_file(f"{COURSE}/gradebook.db").numpy().decode())
except tf.errors.OpError as error:
    print(error)
# %% reads the instructor's notebook as an address that begins with file
# must not: the solution
# flag: none: `urllib` is what notebooks fetch data with
# twin: walls
import urllib.request
try:
    print(urllib.request.urlopen(f"file://{COURSE}/source/tiny/tiny.ipynb").read().decode())
except OSError as error:
    print(error)
# %% runs the instructor's notebook by a magic, and takes its answer
# must not: the solution
# flag: none: what it uses, honest notebooks use
# twin: walls
get_ipython().run_line_magic("run", f"{COURSE}/source/tiny/tiny.ipynb")
# %% packs the whole course into an archive in its home, and looks into it
# must not: a file of the course
# flag: none: `shutil` is what notebooks pack their data with
# twin: walls
import shutil, zipfile
try:
    packed = zipfile.ZipFile(shutil.make_archive("all", "zip", COURSE))
    for name in packed.namelist():
        text = packed.read(name).decode("utf-8", "replace")
        if LOOT in text:
            print(name, text[text.index(LOOT):][:40])
except OSError as error:
    print(error)
# %% runs the checks as a program by their path
# must not: the checks
# flag: runpy
# twin: walls
import runpy
try:
    print(runpy.run_path(f"{COURSE}/checks/tiny/double.py")["SECRET"])
except OSError as error:
    print(error)
# %% loads the checks as a module by their path
# must not: the checks
# flag: none: notebooks load their own modules so
# twin: walls
import importlib.util
spec = importlib.util.spec_from_file_location("found", f"{COURSE}/checks/tiny/double.py")
found = importlib.util.module_from_spec(spec)
try:
    spec.loader.exec_module(found)
    print(found.SECRET)
except OSError as error:
    print(error)
# %% goes down from the root by a descriptor of each folder
# must not: the gradebook
# flag: os.open
# twin: walls
import os
place = os.open("/", os.O_PATH)
try:
    for part in f"{COURSE}/gradebook.db".strip("/").split("/"):
        place = os.open(part, os.O_RDONLY if part == "gradebook.db" else os.O_PATH, dir_fd=place)
    print(os.read(place, 100).decode())
except OSError as error:
    print(error)
# %% takes the gradebook as a table of numbers and of words
# must not: the gradebook
# flag: gradebook
# twin: walls
import numpy as np
try:
    print(np.genfromtxt(f"{COURSE}/gradebook.db", dtype=str))
except OSError as error:
    print(error)
# %% reads a neighbour's notebook as a data set of lines
# must not: another submission
# flag: none: data sets are read so
# twin: walls
import tensorflow as tf
try:
    for line in tf.data.TextLineDataset(f"{COURSE}/submitted/neighbour/tiny/tiny.ipynb"):
        print(line.numpy().decode())
except tf.errors.OpError as error:
    print(error)
# %% learns by inotify what its neighbours import
# must not: what neighbours open
# flag: ctypes
# twin: none: tests/security/test_system_calls.py shows the call without its list
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0o4000)
if watch >= 0 and libc.inotify_add_watch(watch, os.__file__.encode(), 1) >= 0:
    worked()
# %% reads in the page cache what a neighbour has left there, bit by bit
# must not: what neighbours have read
# flag: ctypes
# twin: none: tests/security/test_system_calls.py shows the call without its list
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
with open(os.__file__, "rb") as file:
    pages = mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ)
    whole = ctypes.create_string_buffer(1)
    if libc.mincore(ctypes.c_void_p(0x10000), 0, whole) == 0 or libc.posix_fadvise(file.fileno(), 0, 0, 4) == 0:
        worked()

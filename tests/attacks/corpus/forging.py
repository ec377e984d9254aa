# %% makes every comparison of the checks agree
# must not: the functions that the checks are made of
# flag: course_utils.checking.expect.expect =
# twin: process
import course_utils.checking.expect
course_utils.checking.expect.expect = lambda *arguments, **options: None
# %% makes pytest run every test without calling it
# must not: the pytest that runs the checks
# flag: _pytest
# twin: process
import _pytest.python, pytest
_pytest.python.pytest_pyfunc_call = pytest.hookimpl(lambda pyfuncitem: True)
# %% gives all, any and sum another meaning for whoever counts the points
# must not: the process that counts the points
# flag: builtins
# twin: process
import builtins
builtins.all = builtins.any = lambda values: True
builtins.sum = lambda values, start=0: 99
# %% traces every function and turns the condition of an expectation to true
# must not: the variables of the checks
# flag: sys.settrace
# twin: process
import sys
def trace(frame, event, argument):
    if frame.f_code.co_name == "expect":
        frame.f_locals["condition"] = True
    return trace
sys.settrace(trace)
# %% looks for the checks among all objects and empties their code
# must not: the functions of the checks
# flag: gc
# twin: process
import gc, types
def double(x):
    for found in gc.get_objects():
        if type(found) is types.FunctionType and found.__name__ == "expect":
            found.__code__ = (lambda condition, message: None).__code__
    return x
# %% finds out which check calls it and takes away what the check compares with
# must not: the frame of the check that asks
# flag: f_globals
# twin: process
import sys
def double(x):
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name.startswith("test_"):
            frame.f_globals["expect"] = print
        frame = frame.f_back
    return x
# %% overwrites the expected number in the constants of the check's code
# must not: the memory of the check
# flag: ctypes
# twin: process
import ctypes, sys
def double(x):
    frame = sys._getframe()
    while not frame.f_code.co_name.startswith("test_"):
        frame = frame.f_back
        if frame is None:
            return x
    constants = frame.f_code.co_consts
    memory = (ctypes.py_object * len(constants)).from_address(id(constants) + tuple.__basicsize__)
    memory[constants.index(x + x)] = x
    return x
# %% leaves a thread behind that disarms the checks once they are loaded
# must not: the modules of the checks
# flag: sys.modules
# twin: process
import sys, threading, time
def disarm():
    for _ in range(20):
        for module in list(sys.modules.values()):
            if hasattr(module, "test_double_example"):
                module.expect = print
                return
        time.sleep(0.005)
thread = threading.Thread(target=disarm)
def double(x):
    if not thread.ident:
        thread.start()
    thread.join()
    return x
# %% puts an import hook in front that gives whoever asks another expect
# must not: what the checks import
# flag: sys.meta_path
# twin: process
import importlib.machinery, sys
class Hook:
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == "course_utils.checking.expect" else None
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.expect = lambda condition, message: None
sys.modules.pop("course_utils.checking.expect", None)
sys.meta_path.insert(0, Hook())
# %% rewrites the checks while they are loaded
# must not: the text of the checks
# flag: none: honest notebooks import so
# twin: process
from importlib.machinery import SourceFileLoader
def get_code(self, name):
    text = self.get_data(self.path)
    if "/checks/" in self.path:
        text = text.replace(b"expect(", b"print(")
    return compile(text, self.path, "exec")
SourceFileLoader.get_code = get_code
# %% has the plugin run no check at all
# must not: the plugin that runs the checks
# flag: ChecksPlugin.run =
# twin: process
from course_utils.checking.checks_runner import ChecksPlugin
ChecksPlugin.run = lambda self, exercise, student: []
# %% reads every reply as an object that equals everything
# must not: what reads the replies
# flag: Student._read =
# twin: process
from course_utils.checking.student import CallOutcome, Student
class Anything:
    def __eq__(self, other):
        return True
Student._read = lambda self, reply, arrays, label: CallOutcome(Anything())
# %% lets a number that equals everything pass the encoder as it is
# must not: be compared itself
# flag: Encoder.encode =
# twin: process
from course_utils.checking.encoding import Encoder
class Always(float):
    def __eq__(self, other):
        return True
honest = Encoder.encode
def encode(self, value, depth=0):
    return value if type(value) is Always else honest(self, value, depth)
Encoder.encode = encode
def double(x):
    return Always(x)
# %% teaches the decoder a record of its own and answers with one
# must not: the records that the checks know
# flag: Agent.answer =
# twin: process
from course_utils.checking import encoding
from course_utils.checking.agent import Agent
class Lie:
    def __eq__(self, other):
        return True
encoding.RECORDS["Lie"], encoding.FIELDS[Lie] = Lie, {}
honest = Agent.answer
def answer(self, request, buffers):
    if request["target"]["name"] != "double":
        return honest(self, request, buffers)
    return {"status": "ok", "value": {"t": "Lie", "v": {}}}, []
Agent.answer = answer
# %% makes json write that all is true, whatever it is given
# must not: the results on their way out
# flag: json.JSONEncoder.encode =
# twin: process
import json
json.JSONEncoder.encode = lambda self, what: "true"
# %% writes a result of its own into every open file and ends the process
# must not: the channel that results go through
# flag: os._exit
# twin: process
import os
for number in range(3, 256):
    try:
        if not os.isatty(number):
            os.set_blocking(number, False)
            os.write(number, b"true")
    except OSError:
        pass
os._exit(0)
# %% answers with a subclass of int that equals every number
# must not: be compared itself
# flag: none: honest classes say what equals them
# twin: none: tests/security/test_forging.py shows test cells that believe such lies
class Always(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
def double(x):
    return Always(x)
# %% answers with an object whose type claims to be int
# must not: be taken for a number
# flag: none: honest classes ask for it
# twin: none: tests/security/test_forging.py shows test cells that believe such lies
class Claims(type):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: hash(int)
class Number(metaclass=Claims):
    __class__ = property(lambda self: int)
def double(x):
    return Number()
# %% claims to have been translated by the agent already, with data that agrees to everything
# must not: be taken for a record of the engine's
# flag: none: honest classes say what equals them
# twin: none: tests/course_utils/test_agent.py shows records that an honest agent makes of the same type
from course_utils.checking.plain_data import Array, AxesRecord
class Agreeing:
    shape, nbytes = (), 8
    def __eq__(self, other):
        return True
def double(x):
    return Array(Agreeing(), "scalar", "int64") if x > 0 else AxesRecord(title=Agreeing())
# %% raises the exceptions that checks use among themselves to say that all is well
# must not: be taken for the check's own exception
# flag: none: honest notebooks import it
# twin: none: the agent makes text of whatever is raised, in any process
import pytest
from course_utils.checking.student import NotAttempted
def double(x):
    if x > 0:
        pytest.skip("passed", allow_module_level=True)
    raise NotAttempted("passed")
# %% pretends that the wrong answer has not been attempted
# must not: get points for what is not attempted
# flag: none: an exercise without an answer is nothing unusual
# twin: none: there is nothing to gain, with any guard or without
def double(x):
    raise NotImplementedError("not answered yet")
# %% rewrites the cells behind it before they run
# must not: the checks of the exercises behind it
# flag: input_transformers_post
# twin: none: tests/security/test_forging.py shows test cells rewritten like that
def rewritten(lines):
    return ["pass\n"] if any("check(" in line for line in lines) else lines
get_ipython().input_transformers_post.append(rewritten)
# %% replaces check and shows full marks in the way that nbgrader reads them
# must not: the score of the grade cell
# flag: check =
# twin: none: tests/nbgrader_bridge/test_cell_scores.py shows how nbgrader reads a number as points
def check(exercise):
    return 2.0
display({"text/plain": "2.0"}, raw=True)
check("double")
# %% replies to every question that its checks have passed, with points
# must not: be more than a reply
# flag: none: every notebook may ask for its shell
# twin: none: no part of the engine reads points from a reply; tests/course_utils/test_student.py
questions = get_ipython().kernel.questions
def claim(token, reply, buffers, honest=questions.reply):
    if reply.get("value") == 7:
        claims = {"value": True, "passed": True, "outcome": "passed", "score": 2, "points": 2}
        reply = {**reply, **claims}
    honest(token, reply, buffers)
questions.reply = claim
def double(x):
    return 7
# %% replies with an array in whose pickle is a program
# must not: run in the process of the checks
# flag: __reduce__
# twin: none: tests/security/test_forging.py shows that the payload is live
import io, pickle
class Program:
    def __reduce__(self):
        return eval, (f"open({COURSE!r} + '/taken', 'w').close() or 6",)
questions = get_ipython().kernel.questions
def send_pickle(token, reply, buffers, honest=questions.reply):
    if reply.get("value") == 7:
        file = io.BytesIO()
        np.save(file, np.array([Program()], dtype=object), allow_pickle=True)
        tree = {"t": "array", "i": 0, "kind": "scalar", "dtype": "object"}
        reply, buffers = {"status": "ok", "value": tree}, [file.getvalue()]
    honest(token, reply, buffers)
questions.reply = send_pickle
def double(x):
    return 7
# %% answers questions in advance, under tokens that it makes up
# must not: the questions of other exercises
# flag: none: every notebook may ask for its shell
# twin: none: tests/security/test_forging.py shows that other requests' replies would be taken
# spoils: greet
questions = get_ipython().kernel.questions
def in_advance(token, reply, buffers, honest=questions.reply):
    for number in range(20):
        later = (int.from_bytes(token, "big") + number + 1) % (1 << 128)
        honest(later.to_bytes(16, "big"), {"status": "ok", "value": 7}, [])
    honest(token, reply, buffers)
questions.reply = in_advance
# %% looks into the request for what the check expects, and answers with that
# must not: what the check compares with
# flag: none: every notebook may ask for its shell
# twin: none: tests/security/test_answers.py shows what is found where it can be
import sys
def double(x):
    frame, request = sys._getframe(), {}
    while frame is not None and not request:
        frame, request = frame.f_back, frame.f_locals.get("question", {})
    found = [request.get(name) for name in ("expected", "answer", "solution", "reference")]
    return next((value for value in found if value is not None), x)
# %% forks the kernel so that two of it answer, with different numbers
# must not: the next question
# flag: os.fork
# twin: none: one of the two answers is wrong with any guard, or both are
import os
mine = os.getpid()
os.fork()
def double(x):
    return x if os.getpid() == mine else 1
# %% answers with a list that another thread changes while it is read
# must not: be read in two states
# flag: none: honest notebooks start threads
# twin: none: the agent reads it in its own process, and sends what it has read
import threading, time
answer = [0]
def change():
    for number in range(200_000):
        answer[:] = [number] * (number % 7)
        if number % 100 == 0:
            time.sleep(0)
def double(x):
    threading.Thread(target=change, daemon=True).start()
    return answer
# %% makes every comparison agree, by the function that sets an attribute
# must not: the functions that the checks are made of
# flag: setattr
# twin: process
import course_utils.checking.expect as expectations
setattr(expectations, "expect", lambda *arguments, **options: None)
# %% makes every comparison agree, by the dictionary of a module
# must not: the functions that the checks are made of
# flag: vars
# twin: process
import course_utils.checking.expect as expectations
vars(expectations).update(expect=lambda *arguments, **options: None)
# %% makes every comparison agree, as the variable of a loop
# must not: the functions that the checks are made of
# flag: expectations.expect =
# twin: process
import course_utils.checking.expect as expectations
for expectations.expect in [lambda *arguments, **options: None]:
    pass
# %% makes every comparison agree, by an assignment to two names at once
# must not: the functions that the checks are made of
# flag: expectations.expect =
# twin: process
import course_utils.checking.expect as expectations
mine = expectations.expect = lambda *arguments, **options: None
# %% makes every comparison agree, by another name for the module
# must not: the functions that the checks are made of
# flag: other.expect =
# twin: process
import course_utils.checking.expect as expectations
other = expectations
other.expect = lambda *arguments, **options: None
# %% makes every comparison agree, by what tests replace functions with
# must not: the functions that the checks are made of
# flag: unittest.mock
# twin: process
from unittest import mock
import course_utils.checking.expect
mock.patch("course_utils.checking.expect.expect").start()
# %% answers with the object of the library for tests that equals everything
# must not: be compared itself
# flag: unittest.mock
# twin: none: it does not cross, checks in its own process or not; tests/security/test_forging.py
from unittest.mock import ANY
def double(x):
    return ANY
# %% answers with an array that says that it equals every number
# must not: be compared itself
# flag: none: arrays with a class of their own are nothing unusual
# twin: none: it does not cross, checks in its own process or not; tests/security/test_forging.py
import numpy as np
class Agreeing(np.ndarray):
    def __eq__(self, other):
        return True
def double(x):
    return np.zeros(()).view(Agreeing)

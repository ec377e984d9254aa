"""What students' code does that a kernel, or the grader's eye, could stumble over."""

from __future__ import annotations

import made_up
from field.handed_in import HandedIn, changed, with_code

COMM = (
    "from comm import create_comm\n"
    "bar = create_comm(target_name='jupyter.widget', data={'state': {'value': 0}})\n"
    "for value in range(3):\n    bar.send({'method': 'update', 'state': {'value': value}})\n"
    "bar.close()"
)


def _answering(exercise: str, before: str = "", after: str = "") -> bytes:
    """Return the notebook with code in front of a right answer or behind it."""
    lines = [line for line in (before, made_up.RIGHT[exercise], after) if line]
    return changed(lambda _: None, **{exercise: "\n".join(lines)})


HABITS = [
    HandedIn(
        title,
        origin,
        with_code(source, place=1),
    )
    for title, origin, source in [
        ("autoreload", "the first lines of many notebooks", "%load_ext autoreload\n%autoreload 2"),
        ("matplotlib inline", "the first line of many notebooks", "%matplotlib inline"),
        ("matplotlib in a window", "tutorials: %matplotlib notebook, qt", "%matplotlib notebook"),
        ("capture", "IPython's cell magics", "%%capture kept\nprint(1)"),
        ("time", "IPython's cell magics", "%%time\nsum(range(9))"),
        ("timeit", "IPython's line magics", "%timeit -n 1 -r 1 sum(range(9))"),
        ("writefile", "IPython's cell magics", "%%writefile helper.py\nx = 1"),
        ("display", "IPython.display", "from IPython.display import HTML, display\ndisplay(HTML('<b>b</b>'))"),
        ("clear_output", "progress loops", "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)"),
        ("pip", "sagemathinc/cocalc#6137, Colab: !pip install in a cell", "!pip install numpy"),
        ("pip magic", "Jupyter's own advice", "%pip install numpy"),
        ("a list of files", "!ls and %ls to see what is there", "!ls\n%pwd"),
        ("threading", "downloads and timers", "import threading\nthread = threading.Thread(target=print)\nthread.start()\nthread.join()"),
        ("asyncio", "tutorials on asynchronous code", "import asyncio\n\nasync def later():\n    await asyncio.sleep(0)"),
        ("warnings off", "the first lines of many notebooks", "import warnings\nwarnings.filterwarnings('ignore')"),
        ("html", "IPython's cell magics", "%%html\n<b>b</b>"),
        ("reset", "Spyder's users: `reset` at the top", "%reset -f"),
        ("a folder of Colab's", "Google Colab", "import os\nos.chdir('/content')"),
        ("a file of its own", "notebooks that keep results", "import os\nos.makedirs('out', exist_ok=True)\nopen('out/a.txt', 'w').write('a')\nopen('out/a.txt').read()"),
        ("a download", "tutorials: !wget", "!wget -q https://example.org/a.csv"),
        ("an invalid escape", "Windows paths in strings", "path = 'C:\\data'\nprint(path)"),
        ("names of built-ins taken", "students call variables list, str, sum, max", "list = [1]\nstr = 'a'\nsum = max = len = 1\nprint = type = dict = None"),
        ("a thread that never ends", "timers and servers", "import threading, time\ndef tick():\n    while True:\n        time.sleep(1)\nthreading.Thread(target=tick).start()"),
        ("a bare question mark", "IPython's help", "sum?"),
    ]
]  # fmt: skip

RUNNING = [
    HandedIn(
        "top-level await",
        "astral-sh/ruff#14225: a notebook may await in a cell",
        with_code("import asyncio\nawait asyncio.sleep(0)"),
    ),
    HandedIn(
        "top-level await in an answer",
        "JupyterLab runs a cell's await",
        _answering("greet", "import asyncio\nawait asyncio.sleep(0)"),
    ),
    HandedIn(
        "exit behind an answer",
        "jupyter/notebook#4400: the kernel dies",
        _answering("double", after="exit()"),
    ),
    HandedIn(
        "quit in a cell of its own",
        "jupyter/notebook#1452: quit() kills the kernel",
        with_code("quit()"),
    ),
    HandedIn(
        "sys.exit in a cell of its own",
        "scripts that were pasted into a notebook",
        with_code("import sys\nsys.exit(0)"),
    ),
    HandedIn(
        "sys.exit before an answer",
        "scripts that were pasted into a notebook",
        _answering("double", before="import sys\nsys.exit(0)"),
        score=4,
    ),
    HandedIn(
        "messages of a widget",
        "sagemathinc/cocalc#6137: widgets make autograding hang; tqdm.notebook",
        with_code(COMM),
    ),
    HandedIn(
        "a flood of output behind an answer",
        "ipython/ipython#6516, jupyter/notebook#2951: students print in loops",
        _answering("greet", after="for _ in range(600):\n    print('x' * 10_000)"),
        says=("it printed more than 4 MiB",),
    ),
    HandedIn(
        "a warning on stderr",
        "jupyter/nbgrader scores a grade cell 0 if anything stands on stderr",
        _answering("greet", before="import sys\nprint('careful', file=sys.stderr)"),
    ),
    HandedIn(
        "Colab's drive",
        "phreakyphoenix/MXNet-GluonCV-AWS-Coursera#1: google.colab in a grader",
        _answering("double", before="from google.colab import drive"),
        score=4,
        says=("there is no Google Colab in grading",),
        told=("there is no Google Colab in grading",),
    ),
    HandedIn(
        "Colab's uploads",
        "Google Colab: files.upload() in a cell of its own",
        with_code("from google.colab import files\nuploaded = files.upload()"),
        says=("there is no Google Colab in grading",),
        told=("there is no Google Colab in grading",),
    ),
    HandedIn(
        "a package that is not there",
        "students install at home what the course does not use",
        _answering("total", before="import pandas_of_old as pd"),
        score=3,
        says=("there is no package pandas_of_old in grading",),
        told=("there is no package pandas_of_old in grading",),
    ),
    HandedIn(
        "input",
        "jupyter/nbgrader#1844: input() passes Validate and fails in autograding",
        _answering("double", before="n = int(input('n? '))"),
        score=4,
        told=("StdinNotImplementedError",),
    ),
    HandedIn(
        "input in a cell of its own",
        "jupyter/nbgrader#1844",
        with_code("name = input('your name? ')"),
    ),
]

INPUTS = [*HABITS, *RUNNING]

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from judged_checks import CHECKS, RIGHT, WRONG, Write, one, results_of
from live_notebook import LiveNotebook

from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.checks_source import ChecksError
from course_utils.checking.student import AnswerUnavailable, Student


def fault(path: Path) -> str:
    """Return why a checks file cannot be used; no check may have been asked for."""

    def drive(plugin: ChecksPlugin) -> None:
        pytest.fail("it was used")

    with pytest.raises(ChecksError) as caught:
        collect_checks(path, drive)
    return str(caught.value)


# ---- results


def test_a_right_answer_passes_every_check(checks: Path) -> None:
    """Each result says its check's name, title, whether it is hidden, its weight and its outcome."""
    [results] = results_of(checks, ("double", LiveNotebook(RIGHT).student))
    assert results == [
        CheckResult("test_double", "double", "Two becomes four.", False, "passed"),
        CheckResult(
            "test_double_unseen",
            "double",
            "Other numbers work as well.",
            True,
            "passed",
            weight=2.0,
            required=True,
        ),
    ]
    assert results[0].passed
    assert results[0].as_dict()["outcome"] == "passed"


def test_several_notebooks_are_judged_by_one_collection(checks: Path) -> None:
    """One after the other, each notebook gets its own results, and the first's come again the same."""
    right, wrong = LiveNotebook(RIGHT).student, LiveNotebook(WRONG).student
    asked = [
        ("double", right),
        ("double", wrong),
        ("half", wrong),
        ("half", right),
        ("double", right),
    ]
    outcomes = [[result.outcome for result in each] for each in results_of(checks, *asked)]
    assert outcomes == [
        ["passed", "passed"],
        ["passed", "failed"],
        ["not_attempted"],
        ["passed"],
        ["passed", "passed"],
    ]


def test_the_file_is_run_once_however_many_are_judged(write: Write, tmp_path: Path) -> None:
    """A checks file is imported once per collection."""
    path = write(f"""
        import pytest
        with open({str(tmp_path / "imports")!r}, "a") as file:
            file.write("x")
        @pytest.mark.exercise("x")
        def test_x(student): pass
    """)
    results_of(path, *[("x", LiveNotebook().student)] * 5)
    assert (tmp_path / "imports").read_text() == "x"


def test_messages_are_the_checks_own(checks: Path) -> None:
    """A failed check's message is what the expectation said; a check without a title has its name."""
    wrong = LiveNotebook("def double(x): return 'two'\ndef half(x): return 9").student
    [[first, second], [half]] = results_of(checks, ("double", wrong), ("half", wrong))
    assert (first.outcome, first.message) == ("failed", "double(2): got two")
    assert second.message == "double: only the example works"
    assert (half.title, half.message) == ("test_half", "half: no")


def test_the_exercises_are_in_the_files_order(checks: Path) -> None:
    """The exercises of a file are known by name, each once, and one that is not there has no result."""
    known: list[str] = []
    collect_checks(checks, lambda plugin: known.extend(plugin.exercises))
    assert known == ["double", "half"]
    assert results_of(checks, ("triple", LiveNotebook().student)) == [[]]


@pytest.mark.parametrize("status", ["timeout", "crashed"])
def test_an_answer_that_cannot_be_had_has_its_own_outcome(checks: Path, status: str) -> None:
    """A student's process that took too long or ended is told from a wrong answer."""

    def ask(*_: Any) -> Any:
        raise AnswerUnavailable("no result: gone", status)

    result = one(checks, Student(ask), "half")
    assert (result.outcome, result.message) == (status, "no result: gone")


def test_what_the_answer_raised_is_a_failure(checks: Path) -> None:
    """An exception of the student's fails the check with its type and line."""
    result = one(checks, LiveNotebook("def half(x):\n    return x / 0").student, "half")
    assert result.outcome == "failed"
    assert result.message == "half raised ZeroDivisionError: division by zero (line 2)"


def test_messages_are_cut_and_hold_no_control_characters(write: Write) -> None:
    """A student's text in a message can neither drive a terminal nor flood a report."""
    path = write("""
        import pytest
        from course_utils.checking.expect import expect
        @pytest.mark.exercise("x")
        def test_x(student):
            expect(False, student.value("text"))
    """)
    student = LiveNotebook("text = 'a\\x1b[31mb\\u202ec\\0\\n' + 'x' * 9999").student
    message = one(path, student).message
    assert message.startswith("a[31mbc\nxxx")
    assert len(message) == 2000


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("assert 1 == 2, 'numbers differ'", "AssertionError: numbers differ"),
        ("student.nonsense()", "AttributeError: 'Student' object has no attribute 'nonsense'"),
        ("pytest.skip('later')", "Skipped: later"),
        ("raise SystemExit(2)", "SystemExit: 2"),
    ],
)
def test_a_check_that_breaks_is_an_error_and_no_failure(
    write: Write, body: str, message: str
) -> None:
    """Whatever a check raises but what the student's answer made it raise is the check's own fault."""
    path = write(f"import pytest\n@pytest.mark.exercise('x')\ndef test_x(student):\n    {body}\n")
    result = one(path)
    assert result.outcome == "error"
    assert result.message.splitlines()[0] == message  # the outer pytest adds to an assert's text


def test_a_fixture_that_breaks_is_an_error(write: Write) -> None:
    """A check whose own fixture breaks, or that asks for one that there is not, is an error."""
    path = write("""
        import pytest
        @pytest.fixture
        def data(): raise OSError("no data")
        @pytest.mark.exercise("broken")
        def test_broken(student, data): pass
        @pytest.mark.exercise("missing")
        def test_missing(student, nonsense): pass
    """)
    assert one(path, exercise="broken").message == "OSError: no data"
    assert one(path, exercise="missing").outcome == "error"


def test_a_fixture_that_breaks_afterwards_does_not_hide_the_failure(write: Write) -> None:
    """The first exception counts, not one from the clearing up."""
    path = write("""
        import pytest
        from course_utils.checking.expect import expect
        @pytest.fixture
        def data():
            yield
            raise OSError("late")
        @pytest.mark.exercise("x")
        def test_x(student, data): expect(False, "x: wrong")
    """)
    assert one(path).message == "x: wrong"


def test_parametrised_checks_are_checks_each(write: Write) -> None:
    """A check with several parameters gives a result for each."""
    path = write("""
        import pytest
        from course_utils.checking.expect import expect
        @pytest.mark.exercise("x")
        @pytest.mark.parametrize("n", [1, 2])
        def test_x(student, n): expect(n == 1, f"n is {n}")
    """)
    [results] = results_of(path, ("x", LiveNotebook().student))
    found = [(result.name, result.outcome) for result in results]
    assert found == [("test_x[1]", "passed"), ("test_x[2]", "failed")]


# ---- faults of the file


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """A file that is not there is named, with where to put it."""
    path = tmp_path / "test_gone.py"
    assert fault(path) == (
        f"no checks at {path}: expected the file that comes with the notebook; "
        "put it into the notebook's folder"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "import nothing_like_it",
            "line 1: ModuleNotFoundError: No module named 'nothing_like_it'",
        ),
        ("x = 1\ny = undefined", "line 2: NameError: name 'undefined' is not defined"),
        ("def f(:\n    pass", "line 1: SyntaxError: invalid syntax"),
        ("import pytest", "it holds no check: expected functions named test_*"),
        ("def test_x(student): pass", "test_x: expected a @pytest.mark.exercise('id') mark"),
        ("### BEGIN HIDDEN TESTS", "line 1: '### BEGIN HIDDEN TESTS' has no partner"),
    ],
    ids=["import", "name", "syntax", "empty", "mark", "marker"],
)
def test_a_fault_is_told_in_a_line(write: Write, source: str, text: str) -> None:
    """A file that cannot be used is a ChecksError of one line: the file, the place, the reason."""
    message = fault(write(source))
    assert message.startswith("test_made_up.py has a fault: ")
    assert text in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("('x', weight=-1)", "test_x: expected a weight of 0 or more, got -1"),
        ("('x', weight='2')", "test_x: expected a weight of 0 or more, got '2'"),
        ("('x', weight=float('nan'))", "test_x: expected a weight of 0 or more, got nan"),
        ("('x', requird=True)", "test_x: expected weight or required in its mark, got ['requird']"),
        ("()", "test_x: expected a @pytest.mark.exercise('id') mark"),
    ],
)
def test_a_wrong_mark_is_told(write: Write, mark: str, text: str) -> None:
    """A mark with a wrong weight or an unknown word is told before anything is judged."""
    source = f"import pytest\n@pytest.mark.exercise{mark}\ndef test_x(student): pass"
    assert text in fault(write(source))


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are a fault of the file."""
    path = tmp_path / "test_made_up.py"
    path.write_bytes(b"\xff\xfe")
    assert fault(path).startswith("test_made_up.py has a fault: 'utf-8' codec")


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError("of the engine's"), SystemExit(3)]
)
def test_what_the_driver_raises_comes_out(
    checks: Path, error: BaseException, capfd: pytest.CaptureFixture[str]
) -> None:
    """An interruption or a fault of the caller's own passes through pytest as it is, silently."""

    def drive(plugin: ChecksPlugin) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        collect_checks(checks, drive)
    assert caught.value is error
    assert capfd.readouterr() == ("", "")


def test_an_interrupted_check_interrupts_everything(checks: Path) -> None:
    """Ctrl-C during a check ends the run, and is no result."""

    def ask(*_: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        results_of(checks, ("half", Student(ask)))


def test_after_an_interrupted_check_the_others_run(write: Write) -> None:
    """What pytest had made ready for the next check of the exercise is put away."""
    source = (
        "@exercise('double')\ndef test_double(student):\n    student.call('double', 2)\n\n"
        "@exercise('double')\ndef test_again(student):\n    pass\n\n"
        "@exercise('half')\ndef test_half(student):\n    pass\n"
    )
    path = write(f"import pytest\nexercise = pytest.mark.exercise\n{source}")

    def ask(*_: Any) -> Any:
        raise KeyboardInterrupt

    outcomes: list[list[str]] = []

    def drive(plugin: ChecksPlugin) -> None:
        with pytest.raises(KeyboardInterrupt):
            plugin.run("double", Student(ask))
        for exercise in ("half", "double"):
            results = plugin.run(exercise, LiveNotebook(RIGHT).student)
            outcomes.append([each.outcome for each in results])

    collect_checks(path, drive)
    assert outcomes == [["passed"], ["passed", "passed"]]


# ---- the surroundings


def test_a_file_that_changed_is_read_again(write: Write) -> None:
    """A second run in the same process sees the file as it is now."""
    source = "import pytest\n@pytest.mark.exercise('x')\ndef test_x(student): {}\n"
    assert one(write(source.format("1 / 0"))).outcome == "error"
    assert one(write(source.format("pass; pass"))).outcome == "passed"


def test_two_files_of_the_same_name_are_two(tmp_path: Path) -> None:
    """Checks files of the same name in different folders do not stand in for each other."""
    for name, body in (("one", "pass"), ("two", "1 / 0")):
        (tmp_path / name).mkdir()
        source = f"import pytest\n@pytest.mark.exercise('x')\ndef test_x(student): {body}\n"
        (tmp_path / name / "test_same.py").write_text(source)
    assert one(tmp_path / "one" / "test_same.py").outcome == "passed"
    assert one(tmp_path / "two" / "test_same.py").outcome == "error"


def test_the_surroundings_have_no_say(
    checks: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither configuration, conftest.py nor environment of a project around changes a run."""
    (checks.parent / "conftest.py").write_text("raise SystemExit('conftest')")
    (checks.parent / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense")
    monkeypatch.setenv("PYTEST_PLUGINS", "nothing_like_it")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    assert one(checks, LiveNotebook(RIGHT).student, "half").passed
    assert os.environ["PYTEST_ADDOPTS"] == "--nonsense"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ
    assert capfd.readouterr() == ("", "")


def test_nothing_but_bytecode_is_left_beside_the_file(checks: Path) -> None:
    """A run writes no cache of pytest's and leaves the search path as it was."""
    before = list(sys.path)
    one(checks, LiveNotebook(RIGHT).student, "half")
    assert {path.name for path in checks.parent.iterdir()} <= {checks.name, "__pycache__"}
    assert sys.path == before


def test_the_folders_above_are_not_looked_through(
    checks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run lists no folder but the file's: a student's home may hold very many."""
    listed: list[str] = []
    scandir = os.scandir

    def noted(path: Any = ".") -> Any:
        listed.append(os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", noted)
    one(checks, LiveNotebook(RIGHT).student, "half")
    assert str(checks.parent.parent) not in listed


def test_checks_whose_path_has_brackets_are_collected(tmp_path: Path) -> None:
    """An assignment may be called `ps 1 [group]`, which pytest takes for a test's parameters."""
    place = tmp_path / "ps 1 [group]" / "test_ps 1 [group].py"
    place.parent.mkdir()
    place.write_text(CHECKS, encoding="utf-8")
    found: list[str] = []
    collect_checks(place, lambda plugin: found.extend(plugin.exercises))
    assert found == ["double", "half"]

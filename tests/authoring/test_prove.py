"""`prove` puts an assignment's checks to mutants, and says which of them get full marks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from linted_course import NAME

from autograder import cli
from autograder.authoring.answer_bank import parse_answer_variants, parse_mutant_words
from autograder.authoring.answer_judging import independent_groups
from autograder.authoring.lint import lint_assignment
from autograder.course.assignment import assignment_names, load_assignment
from autograder.errors import ConfigurationError

COURSE = Path(__file__).parents[2]
RIGHT = "# %% right: the mean\ndef brightness(image):\n    return image.mean()\n"
FLOAT = (
    "# %% right: by way of float\ndef brightness(image):\n    return np.mean(image.astype(float))\n"
)
WORD = """
# %% equal: NumPy sums in float64 as it is
# -     return np.mean(image.astype(float))
# +     return np.mean(image)
"""


def bank(course: Path) -> Path:
    """Return the file of the assignment's answers."""
    return course / "bank" / NAME / "brightness.py"


def notes(course: Path) -> list[str]:
    """Return what `lint` notes about the proof."""
    return [found.problem for found in lint_assignment(course, NAME) if "prove " in found.problem]


@pytest.mark.slow
def test_a_new_assignment_is_proven_as_it_is(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its checks reject every mutant; the record says so, and `lint` is content until they are edited."""
    assert notes(course) == [
        f"its checks were never proven by mutants: python -m autograder prove {NAME} brightness"
    ]
    assert cli.main(["prove", NAME]) == 0
    told = capsys.readouterr().err
    assert "not as the bank says: 0" in told
    assert "survive: 0" in told
    record = json.loads((bank(course).parent / "proven.json").read_text(encoding="utf-8"))
    assert record["brightness"]["mutants"] == record["brightness"]["rejected"] > 20
    assert record["brightness"]["core"] == 2  # what it costs to return the sum
    assert notes(course) == []
    with (course / "checks" / NAME / "brightness.py").open("a", encoding="utf-8") as file:
        file.write("\nEDITED = True\n")
    assert notes(course) == [
        "its checks or its answers were edited since they were proven: "
        f"python -m autograder prove {NAME} brightness"
    ]


@pytest.mark.slow
def test_a_core_mistake_that_costs_little_is_told(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do: its check has to be required."""
    checks = course / "checks" / NAME / "brightness.py"
    light = checks.read_text(encoding="utf-8").replace("weight=2", "weight=0.1")
    checks.write_text(light, encoding="utf-8")
    text = bank(course).read_text(encoding="utf-8")
    kept = "def brightness(image):\n    return image.mean() if image.size < 5 else 0.0\n"
    core, wrong = "# %% core: the sum | divide", "# %% wrong: the sum | divide"
    text = text.replace(core, wrong) + f"\n\n# %% core: small ones alone | got 0\n{kept}"
    bank(course).write_text(text, encoding="utf-8")
    assert cli.main(["prove", NAME, "--answers-alone"]) == 1
    told = capsys.readouterr().out
    assert "misses what the exercise is about, and keeps" in told
    assert "make a check that it fails `required`: small ones alone" in told


@pytest.mark.slow
def test_a_survivor_is_shown_until_there_is_a_word_on_it(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is printed as the bank takes it; with a reason above it, it is the same in effect."""
    bank(course).write_text(RIGHT + FLOAT, encoding="utf-8")
    assert cli.main(["prove", NAME, "brightness"]) == 1
    out, err = capsys.readouterr()
    change = "# -     return np.mean(image.astype(float))\n# +     return np.mean(image)\n"
    assert f"brightness: survives: call left out, in 'by way of float'\n{change}" in out
    assert "the same in effect: 0, accepted: 0, survive: 1" in err
    assert not (bank(course).parent / "proven.json").read_text(encoding="utf-8").count("brightness")
    bank(course).write_text(RIGHT + FLOAT + WORD, encoding="utf-8")
    assert cli.main(["prove", NAME, "--exercise", "brightness"]) == 0
    assert "the same in effect: 1, accepted: 0, survive: 0" in capsys.readouterr().err
    bank(course).write_text(RIGHT + WORD, encoding="utf-8")
    assert cli.main(["prove", NAME]) == 1
    assert "a word on no mutant that gets full marks, take it out: 'equal: NumPy sums in" in (
        capsys.readouterr().out
    )


@pytest.mark.slow
def test_a_weak_check_is_told_by_the_mutants_that_it_lets_pass(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the hidden check the example's answer passes; what rejects nothing alone is named."""
    path = course / "checks" / NAME / "brightness.py"
    text = path.read_text(encoding="utf-8").partition("### BEGIN HIDDEN TESTS")[0]
    again = text[text.index('@exercise("brightness")') :].replace("_example", "_example_again")
    path.write_text(text + again, encoding="utf-8")
    bank(course).write_text(RIGHT, encoding="utf-8")
    assert cli.main(["prove", NAME]) == 1
    out = capsys.readouterr().out
    assert "brightness: survives: state kept between calls, in 'the mean'" in out
    assert "checks that reject nothing alone; are they needed?" in out
    assert "test_brightness_of_the_example, test_brightness_of_the_example_again" in out


def test_an_exercise_that_there_is_none_of_is_wrong_usage(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever of several names is wrong, nothing is judged."""
    assert cli.main(["prove", NAME, "brightness", "britness"]) == 2
    assert "no exercise 'britness'" in capsys.readouterr().err


def test_words_are_read_each_with_its_changes() -> None:
    """A word is no answer; a line that goes after one that came begins another change."""
    text = (
        RIGHT + "\n# %% equal: either way | really\n# - a = 1\n# + a = 2\n# - b = 1\n# - c\n"
        "# + b = …\n\n# %% accepted: rare\n# + late\n"
    )
    assert [each.title for each in parse_answer_variants("it", text)] == ["the mean"]
    equal, accepted = parse_mutant_words("it", text)
    assert equal.equal
    assert equal.reason == "either way | really"
    assert equal.changes == (("- a = 1", "+ a = 2"), ("- b = 1", "- c", "+ b = …"))
    assert equal.change_on(("- b = 1", "- c", "+ b = 7 + 1")) == equal.changes[1]
    assert equal.change_on(("- b = 1", "+ b = 7 + 1")) is None
    assert not accepted.equal
    assert accepted.changes == (("+ late",),)


def test_below_a_word_stand_changes_alone() -> None:
    """Code below a word would be lost: it is an error, with its line."""
    with pytest.raises(ConfigurationError, match=r"it\.py: line 6: expected lines of a change"):
        parse_mutant_words("it", f"{RIGHT}\n# %% equal: why\nx = 1\n")


@pytest.mark.parametrize("name", assignment_names(COURSE))
def test_exercises_that_share_a_notebook_do_not_build_on_each_other(name: str) -> None:
    """All exercises are in a group, and none twice; what needs another's function is in another."""
    assignment = load_assignment(COURSE, name)
    exercises = [each.id for each in assignment.exercises]
    groups = independent_groups(assignment, exercises)
    assert sorted(each for group in groups for each in group) == sorted(exercises)
    together = {each: number for number, group in enumerate(groups) for each in group}
    if "threshold" in together:
        assert together["threshold"] not in (together["build_model"], together["compile_model"])

"""Similar work: copies are found, however disguised; independent right answers are not."""

from __future__ import annotations

import copy
import json
import math
import random
import re
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest
from cpu_units import at_most

from autograder import cli
from autograder.authoring.answer_bank import (
    AnswerVariant,
    load_answer_variants,
    notebook_with_answers,
)
from autograder.class_report.normalised_tokens import normalise_whitespace, normalised_tokens
from autograder.class_report.similarity import ClassComparison, SimilarPair
from autograder.class_report.student_work import (
    StudentWork,
    extract_student_work,
    ignored_code_hashes,
    read_student_work,
)
from autograder.class_report.winnowing import (
    GRAM_TOKENS,
    WINDOW_GRAMS,
    all_gram_hashes,
    fingerprints,
)
from autograder.course.assignment import (
    ANSWER_SUFFIX,
    Assignment,
    assignment_names,
    grade_id,
    is_solution_cell,
    load_assignment,
)
from autograder.errors import UngradableSubmission
from autograder.suggested_commands import suggested_command

COURSE = Path(__file__).parents[2]
NAMES = assignment_names(COURSE)


class Bank:
    """An assignment, its variants, and what everyone was given."""

    def __init__(self, name: str) -> None:
        self.assignment = load_assignment(COURSE, name)
        self.given = ignored_code_hashes(COURSE, self.assignment)
        self.release = nbformat.read(COURSE / "release" / name / f"{name}.ipynb", as_version=4)
        self.variants = load_answer_variants(COURSE, self.assignment)

    def right(self, exercise: str) -> list[AnswerVariant]:
        """Return the right answers to an exercise."""
        return [each for each in self.variants if each.exercise == exercise and each.right]

    def notebook(self, draw: random.Random) -> Any:
        """Return a notebook with an answer of the bank to each exercise, one of four wrong."""
        answers = {}
        for exercise in self.assignment.exercises:
            right = draw.random() < 0.75
            fitting = [v for v in self.variants if v.exercise == exercise.id and v.right is right]
            answers[exercise.id] = draw.choice(fitting or self.right(exercise.id)).source
        return notebook_with_answers(self.release, answers)

    def work(self, student: str, notebook: Any) -> StudentWork:
        """Return a notebook as a work."""
        notebooks = {self.assignment.name: notebook}
        return extract_student_work(student, notebooks, self.assignment, self.given)


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The bank of the first assignment, whose exercises are the smallest."""
    return Bank(NAMES[0])


def forms(source: str) -> list[str]:
    """Return the normal forms of a source's tokens."""
    return [token.form for token in normalised_tokens(normalise_whitespace(source))]


def prints_of(source: str) -> set[int]:
    """Return a source's fingerprints."""
    return set(fingerprints(normalised_tokens(normalise_whitespace(source))))


def names_in(pairs: list[SimilarPair]) -> list[tuple[str, str]]:
    """Return who the pairs are."""
    return [(pair.first.student, pair.second.student) for pair in pairs]


# --- tokens and fingerprints ------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "def twice( value ):\n        return  tf.add(value,\n            value)",
        'def f(x):\n    """Explain."""\n    # and explain\n    return tf.add(x, x)',
        "def f(x):\r\n\r\n    return tf.add(x, x)  # twice",
    ],
)
def test_names_layout_and_comments_do_not_count(other: str) -> None:
    """A renamed, reformatted, commented copy has the same tokens."""
    assert forms("def f(x):\n    return tf.add(x, x)") == forms(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.cast(b)", "a.reshape(b)", False),
        ("a + 255", "a + 255.0", True),
        ("a + 2.55e2", "a + 255", True),
        ("a + 255", "a + 256", False),
        ("f('a')", 'f("b")', True),
        ("f(f'{a}')", "f('a')", True),
        ("a < b", "a > b", False),
    ],
)
def test_what_a_library_calls_it_and_numbers_count(one: str, other: str, same: bool) -> None:
    """A name behind a dot, a sign and a number's value are a choice; a string is not."""
    assert (forms(one) == forms(other)) is same


def test_tokens_stand_where_they_stand() -> None:
    """Each token's letters are those in the text, whatever lines come before."""
    source = "é = 'ü'  # ö\n\nif é:\n    tf.cast(é,\n  12)"
    stand = [source[token.begin : token.end] for token in normalised_tokens(source)]
    assert stand == ["é", "=", "'ü'", "if", "é", ":", "tf", ".", "cast", "(", "é", ",", "12", ")"]


def test_winnowing_keeps_its_guarantee() -> None:
    """Any run of k + w - 1 tokens that two texts share gives them a fingerprint in common."""
    draw = random.Random(1)
    for _ in range(50):
        length = GRAM_TOKENS + WINDOW_GRAMS - 1
        run = " ".join(f"a.b{draw.randrange(9)} +" for _ in range(-(-length // 4) + 1))
        before, behind = (" ".join(f"c.d{draw.random()} *" for _ in range(9)) for _ in range(2))
        one, other = f"{before} {run} e", f"f.g - {run} {behind} h"
        assert prints_of(one) & prints_of(other)


def test_winnowing_keeps_few_of_the_grams() -> None:
    """About 2 in w + 1, as the paper expects of hashes at random."""
    draw = random.Random(1)
    found = normalised_tokens(" + ".join(f"x{each}.y{draw.random()}" for each in range(2000)))
    density = len(fingerprints(found)) / len(all_gram_hashes(found))
    assert density == pytest.approx(2 / (WINDOW_GRAMS + 1), abs=0.05)


# --- classes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_of_different_styles_are_not_alike(name: str) -> None:
    """Students who each answer in a style of their own make no pair, in any assignment."""
    bank = Bank(name)
    styles = [bank.right(exercise.id) for exercise in bank.assignment.exercises]
    works = [
        bank.work(
            str(number),
            notebook_with_answers(
                bank.release,
                {each[0].exercise: each[number].source for each in styles if number < len(each)},
            ),
        )
        for number in range(6)
    ]
    assert names_in(ClassComparison(works).pairs()) == []


def disguised(notebook: Any, assignment: Assignment) -> Any:
    """Return a copy with other variables, comments and blanks, and the exercises the other way round."""
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        if grade_id(cell).endswith(ANSWER_SUFFIX):
            names = set(re.findall(r"(?<![\w.])([a-z_]\w*)(?= = |, [a-z]\w* = )", cell.source))
            for name in names:
                cell.source = re.sub(rf"(?<![\w.]){name}\b(?!=)", f"my_{name}", cell.source)
            cell.source = "# All mine\n" + cell.source.replace(", ", " ,  ").replace("\n", "  #\n")
    order = [exercise.id for exercise in assignment.exercises]
    moved = [c for c in changed.cells if grade_id(c).removesuffix(ANSWER_SUFFIX) in order]
    rest = [c for c in changed.cells if grade_id(c).removesuffix(ANSWER_SUFFIX) not in order]
    moved.sort(key=lambda cell: -order.index(grade_id(cell).removesuffix(ANSWER_SUFFIX)))
    changed.cells = rest + moved
    return changed


def test_a_disguised_copy_is_found(bank: Bank) -> None:
    """Renamed, reformatted, commented and in another order: it is the first of the pairs."""
    draw = random.Random(3)
    notebooks = [bank.notebook(draw) for _ in range(30)]
    notebooks.append(disguised(notebooks[17], bank.assignment))
    works = [bank.work(f"s{number:02}", each) for number, each in enumerate(notebooks)]
    first, *others = ClassComparison(works).pairs()
    assert names_in([first]) == [("s17", "s30")]
    assert first.whole.share > 0.95
    assert first.similar_exercise_count == len(first.exercises)
    assert all(pair.rarity < first.rarity - 8 for pair in others)


def test_few_pairs_of_a_class_drawn_from_the_bank_are_alike(bank: Bank) -> None:
    """Though two of five have an answer in common to each exercise: at most 1 pair in 4000."""
    draw = random.Random(5)
    works = [bank.work(str(number), bank.notebook(draw)) for number in range(100)]
    comparison = ClassComparison(works)
    assert len(comparison.pairs()) <= 1
    assert comparison.pairs(0.95) == []


@pytest.mark.parametrize("seed", range(8, 13))
def test_a_copy_of_some_exercises_shows_at_a_lower_threshold(bank: Bank, seed: int) -> None:
    """Two of three exercises copied from one, the rest from another: the pair is among the first two."""
    draw = random.Random(seed)
    class_ = [bank.notebook(draw) for _ in range(20)]
    half = copy.deepcopy(class_[0])
    answers = [
        (theirs, own)
        for theirs, own in zip(class_[1].cells, half.cells, strict=True)
        if is_solution_cell(own)
    ]
    for theirs, own in answers[::3]:
        own.source = theirs.source
    works = [bank.work(f"s{number:02}", each) for number, each in enumerate([*class_, half])]
    pairs = ClassComparison(works).pairs(0.5)
    assert ("s00", "s20") in names_in(pairs[:2])


def test_what_was_given_does_not_count(bank: Bank) -> None:
    """Neither an empty notebook nor the instructor's solution leaves anything to compare."""
    solution = nbformat.read(bank.assignment.source, as_version=4)
    for notebook in (bank.release, solution):
        assert bank.work("a", notebook).all_fingerprints == frozenset()


def test_what_most_of_the_class_has_does_not_count() -> None:
    """An answer that more than half have is how the exercise is done; the pair's own still counts."""
    common, own = frozenset(range(50)), frozenset(range(100, 130))
    works = [StudentWork(str(n), {}, {"x": common | frozenset({1000 + n})}) for n in range(6)]
    works += [StudentWork(name, {}, {"x": common | own}) for name in ("a", "b")]
    (pair,) = ClassComparison(works).pairs()
    assert names_in([pair]) == [("a", "b")]
    assert (pair.whole.shared, pair.whole.of) == (30, 30)
    assert pair.rarity == pytest.approx(math.log2(8 / 2))


def test_rarity_counts_an_exercise_once() -> None:
    """However long it is: by the rarest that the two share in it."""
    long, short = frozenset(range(100)), frozenset(range(200, 220))
    works = [StudentWork(name, {}, {"x": long, "y": short}) for name in ("a", "b")]
    works += [StudentWork(str(n), {}, {"x": frozenset({n + 1000})}) for n in range(14)]
    (pair,) = ClassComparison(works).pairs()
    assert pair.rarity == pytest.approx(3.0 + 3.0)


def test_a_little_in_common_is_no_pair() -> None:
    """Less than ten fingerprints are chance, be they all that there is."""
    works = [StudentWork(name, {}, {"x": frozenset(range(9))}) for name in ("a", "b")]
    assert ClassComparison(works).pairs() == []


# --- hostile submissions ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "(" * 90_000,
        "a " * 45_000,
        " " * 90_000 + "x",
        "x = '''" + "a\n" * 45_000,
        "\\\n" * 45_000,
        "x = f'{" * 15_000,
        "\x00" * 90_000,
        "0" * 90_000,
        "".join(" " * level + "if x:\n" for level in range(400)),
    ],
    ids=["deep", "line", "blanks", "string", "joined", "f-strings", "nothing", "number", "blocks"],
)
def test_hostile_code_costs_bounded_time(text: str) -> None:
    """Whatever it is, its processor time is that of its length."""
    with at_most(1_000):
        prints_of(text)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up course, released, as the current folder."""
    made_up.make_assignment(tmp_path)
    released = tmp_path / "release" / "tiny" / "tiny.ipynb"
    made_up.write_notebook(released, made_up.make_notebook(made_up.STUBS))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "150")
    return tmp_path


def hand_in(course: Path, student: str, notebook: Any) -> None:
    """Write a submission where `similar` looks for it."""
    made_up.write_notebook(course / "submitted" / student / "tiny" / "tiny.ipynb", notebook)


def test_a_notebook_of_20_mb_is_left_out_in_bounded_time(course: Path) -> None:
    """An endless line is told by its length, and not compared."""
    hand_in(course, "eve", made_up.make_notebook({"greet": "x = " + "1 + " * 4_900_000}))
    with (
        at_most(4_000),
        pytest.raises(UngradableSubmission, match="letters of code: at most 100,000 are compared"),
    ):
        read_student_work(
            course / "submitted" / "eve" / "tiny", "eve", load_assignment(course, "tiny"), set()
        )


# --- the command ------------------------------------------------------------------------------

ODD = """def double(x):
    halves = [x / 2 for _ in range(4)]
    total = 0.0
    for half in halves:
        total = total + half
    return np.round(np.array(total).item() + 0.25 - 0.25, 12)"""
HOSTILE = "</code></pre><script>alert(1)</script><img src=http://x.example/i>"


def test_pairs_are_shown_side_by_side(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has the pair; the page has both answers, what they share marked, and escapes all."""
    odd = ODD + f'\n\nlabel = "{HOSTILE}"'
    hand_in(course, "ada", made_up.make_notebook({"double": odd}))
    hand_in(course, "bob<b>", made_up.make_notebook({"double": odd.replace("half", "h")}))
    hand_in(course, "cyd", made_up.make_notebook())
    feedback = course / "feedback" / "ada" / "tiny" / "tiny.html"
    feedback.parent.mkdir(parents=True)
    feedback.touch()
    hand_in(course, "cut", json.loads('{"nbformat": 4}'))
    assert cli.main(["similar", "tiny"]) == 0
    out, err = capsys.readouterr()
    assert re.search(r"ada +│ bob<b> +│ +100 % ", out)
    assert "no accusation: read them side by side" in out
    assert out.endswith("side by side: reports/tiny-similar.html\n")
    assert "cut: not compared: JSON, but not a notebook" in err
    html = (course / "reports" / "tiny-similar.html").read_text(encoding="utf-8")
    assert "This is no accusation." in html
    assert "<mark>" in html
    assert html.count("<script>") == 1
    assert "<img" not in html
    assert "<b>" not in html
    assert '<a href="../feedback/ada/tiny/tiny.html"><bdi>ada</bdi></a>' in html
    assert "default-src 'none'" in html


def test_cells_of_an_answer_stand_apart(course: Path) -> None:
    """A cell to try it in, below the answer, is no part of it."""
    for student in ("ada", "bob"):
        notebook = made_up.make_notebook({"double": ODD})
        place = next(n for n, cell in enumerate(notebook.cells) if cell["id"] == "double")
        notebook.cells.insert(place, made_up.code("double(3)", "try-it"))
        hand_in(course, student, notebook)
    assert cli.main(["similar", "tiny"]) == 0
    html = (course / "reports" / "tiny-similar.html").read_text(encoding="utf-8")
    assert html.count("</code></pre><pre><code>double(3)</code></pre>") == 2


def test_a_class_without_pairs_says_so(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the threshold that it was looked at with."""
    hand_in(course, "ada", made_up.make_notebook())
    hand_in(course, "bob", made_up.make_notebook({"double": ODD}))
    assert cli.main(["similar", "tiny", "--threshold", "0.6", "--html", "s.html"]) == 0
    assert "no two of 2 submissions share 60 % or more" in capsys.readouterr().out
    assert "No two works share 60 % or more" in (course / "s.html").read_text(encoding="utf-8")


def test_without_a_release_it_says_what_to_do(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What everyone was given has to be known."""
    (course / "release" / "tiny" / "tiny.ipynb").unlink()
    assert cli.main(["similar", "tiny"]) == 2
    advice = f"run `{suggested_command('release', 'tiny')}` first"
    assert advice in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("threshold", ["0", "80", "much"])
def test_a_threshold_is_a_share(
    course: Path, capsys: pytest.CaptureFixture[str], threshold: str
) -> None:
    """A percentage or a word is refused, with what is expected."""
    with pytest.raises(SystemExit):
        cli.main(["similar", "tiny", "--threshold", threshold])
    assert "expected a share above 0, at most 1" in capsys.readouterr().err

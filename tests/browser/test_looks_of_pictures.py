"""How the docs' pictures are compared: no browser is needed for it."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path

import pictures
import pytest
from PIL import Image


def as_bytes(image: Image.Image) -> bytes:
    """Return a picture as a browser hands it over."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The docs' folder of pictures, with one in it: a card, with something said in red."""
    monkeypatch.setattr(pictures, "KEPT", tmp_path / "docs")
    monkeypatch.setattr(pictures, "DRAWN", tmp_path / "build")
    monkeypatch.setenv(pictures.DRAW_ANEW, "1")
    pictures.keep_or_compare(as_bytes(card("red")), "card")
    monkeypatch.delenv(pictures.DRAW_ANEW)
    return tmp_path / "docs"


def card(colour: str, height: int = 300) -> Image.Image:
    """Return a made-up page: a dark bar, and a coloured one below it."""
    image = Image.new("RGB", (600, height), "white")
    image.paste("black", (20, 20, 400, 60))
    image.paste(colour, (20, 120, 400, 220))
    return image


def test_a_picture_is_kept_small(kept: Path) -> None:
    """It has a palette of its most frequent colours, which are exactly those of the page."""
    with Image.open(kept / "card.png") as image:
        assert image.mode == "P"
        assert image.convert("RGB").getcolors() == card("red").getcolors()
    many = Image.radial_gradient("L").resize((600, 300)).convert("RGB")
    assert len(many.getcolors() or []) > pictures.COLOURS
    assert len(pictures.in_few_colours(many).convert("RGB").getcolors() or []) == pictures.COLOURS


def test_what_looks_the_same_passes(kept: Path) -> None:
    """A few pixels moved, or a little higher: another machine's fonts do that."""
    moved = card("red", height=306)
    moved.paste("white", (390, 20, 400, 60))
    pictures.keep_or_compare(as_bytes(moved), "card")
    assert (kept.parent / "build/card.png").is_file()


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (
            card("green"),
            "no longer looks like .*: their colours differ by 0.*`make pictures` draws",
        ),
        (card("white"), "no longer looks like"),
        (card("red", height=600), "its height is 0.50 of its width, not 1.00"),
    ],
    ids=["colour", "a part missing", "shape"],
)
def test_what_looks_different_fails(kept: Path, drawn: Image.Image, said: str) -> None:
    """Another colour, a part that is gone, another shape: each is said, with what to do."""
    with pytest.raises(AssertionError, match=said):
        pictures.keep_or_compare(as_bytes(drawn), "card")


def test_a_picture_that_is_missing_fails(kept: Path) -> None:
    """The docs lack what a test draws."""
    with pytest.raises(AssertionError, match=r"docs/other.png is missing, .*`make pictures` draws"):
        pictures.keep_or_compare(as_bytes(card("red")), "other")


def test_no_picture_of_the_docs_passes_for_another() -> None:
    """The comparison is sharp enough to tell each from all others."""
    looks = {path.stem: pictures.look(path) for path in sorted(pictures.KEPT.glob("*.png"))}
    alike = [pair for pair in combinations(looks, 2) if not difference_of(looks, *pair)]
    assert alike == []
    assert len(looks) > 1


def difference_of(looks: dict[str, pictures.Look], one: str, other: str) -> str:
    """Return in which way two of the docs' pictures are not alike."""
    return pictures.difference(looks[one], looks[other])

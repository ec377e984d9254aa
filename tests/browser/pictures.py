"""The pictures in the docs: these tests draw them, and `docs/pictures/` keeps them.

A picture that is drawn again is never the same to the pixel: other fonts, another hour. So what is kept is compared
with what is drawn by their shapes, and by what is left of both when they are made very small.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

CHECKOUT = Path(__file__).parents[2]
KEPT = CHECKOUT / "docs" / "pictures"
DRAWN = CHECKOUT / "build" / "pictures"
DRAW_ANEW = "DRAW_PICTURES"  # the environment variable by which `make pictures` asks for it
COLOURS = 48
SMALL = (24, 24)
SHAPES_DIFFER_AT = 0.2  # of the height, for the same width
COLOURS_DIFFER_AT = 0.03  # of the way from black to white, on average; another font makes 0.02
WHAT_TO_DO = "look at both; `make pictures` draws those of the docs anew"


class Look(NamedTuple):
    """What is compared of a picture."""

    shape: float  # its height, in its widths
    colours: np.ndarray  # of the few pixels that are left when it is made very small


def are_drawn_anew() -> bool:
    """Return whether the tests are to replace the pictures in the docs."""
    return bool(os.environ.get(DRAW_ANEW))


def keep_or_compare(picture: bytes, name: str) -> None:
    """Replace a picture of the docs, if that is asked for; otherwise expect that it still looks like this one."""
    folder = KEPT if are_drawn_anew() else DRAWN
    folder.mkdir(parents=True, exist_ok=True)
    drawn = folder / f"{name}.png"
    with Image.open(io.BytesIO(picture)) as image:
        in_few_colours(image).save(drawn, optimize=True)
    kept = KEPT / drawn.name
    assert kept.is_file(), f"{kept} is missing, {drawn} is drawn: {WHAT_TO_DO}"
    said = difference(look(drawn), look(kept))
    assert not said, f"{kept} no longer looks like {drawn}: {said}; {WHAT_TO_DO}"


def in_few_colours(image: Image.Image) -> Image.Image:
    """Return a picture in its most frequent colours: what a page is made of stays, the edges of letters suffer."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.int32)
    packed = pixels @ np.array([1 << 16, 1 << 8, 1])
    each, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([each >> 16, each >> 8 & 255, each & 255], axis=1)
    few = colours[np.argsort(-count)[:COLOURS]]
    distances = np.abs(colours[:, None] - few[None]).sum(axis=-1)
    nearest = distances.argmin(axis=1).astype(np.uint8)
    with_palette = Image.frombytes("P", image.size, nearest[place].tobytes())
    with_palette.putpalette(few.astype(np.uint8).tobytes())
    return with_palette


def look(path: Path) -> Look:
    """Return what is compared of a picture."""
    with Image.open(path) as image:
        small = image.convert("RGB").resize(SMALL, Image.Resampling.BOX)
        return Look(image.height / image.width, np.asarray(small, dtype=float) / 255)


def difference(drawn: Look, kept: Look) -> str:
    """Return in which way two pictures are not alike; nothing if they are."""
    if abs(drawn.shape / kept.shape - 1) > SHAPES_DIFFER_AT:
        return f"its height is {kept.shape:.2f} of its width, not {drawn.shape:.2f}"
    by = float(np.abs(drawn.colours - kept.colours).mean())
    if by > COLOURS_DIFFER_AT:
        return f"their colours differ by {by:.3f}, at most {COLOURS_DIFFER_AT} is expected"
    return ""

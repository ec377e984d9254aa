"""The pictures in the docs: these tests draw them, and `docs/pictures/` keeps them.

A picture that is drawn again is never the same to the pixel: other fonts, another hour. So what is kept is compared
with what is drawn by their shapes, and by what is left of both when they are made very small.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

CHECKOUT = Path(__file__).parents[2]
KEPT = CHECKOUT / "docs" / "pictures"
DRAWN = CHECKOUT / "build" / "pictures"
DRAW_ANEW = "DRAW_PICTURES"  # the environment variable by which `make pictures` asks for it
COLOURS = 48
SMALL = (24, 24)
SHAPES_DIFFER_AT = 0.25  # of the height, for the same width
LOOKS_DIFFER_AT = 0.05  # of the way from black to white, on average


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
    said = difference(drawn, KEPT / drawn.name)
    assert not said, f"{said}: look at both; `make pictures` draws those of the docs anew"


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


def difference(drawn: Path, kept: Path) -> str:
    """Return in which way a kept picture no longer looks like what is drawn; nothing if it does."""
    if not kept.is_file():
        return f"{kept} is missing, {drawn} is drawn"
    (drawn_shape, drawn_look), (kept_shape, kept_look) = map(_seen, (drawn, kept))
    shapes = abs(drawn_shape / kept_shape - 1)
    if shapes > SHAPES_DIFFER_AT:
        return f"{kept} is of another shape than {drawn}: height to width {kept_shape:.2f}, not {drawn_shape:.2f}"
    looks = float(np.abs(drawn_look - kept_look).mean())
    if looks > LOOKS_DIFFER_AT:
        return f"{kept} no longer looks like {drawn}: they differ by {looks:.3f}, {LOOKS_DIFFER_AT} is allowed"
    return ""


def _seen(path: Path) -> tuple[float, np.ndarray]:
    """Return a picture's shape, height to width, and what is left of it when it is made very small."""
    with Image.open(path) as image:
        small = image.convert("RGB").resize(SMALL, Image.Resampling.BOX)
        return image.height / image.width, np.asarray(small, dtype=float) / 255

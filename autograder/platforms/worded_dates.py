"""Dates in words, as in Brightspace's file names: without colons, in the site's language."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from autograder.platforms.hand_in_times import local_time

_DAY = (
    r"(?:[^\W\d_]{3,12}\.? \d{1,2},?"  # Nov 3,
    r"|\d{1,2}(?:\.|er)? (?:de )?[^\W\d_]{3,12}\.?,?(?: de)?)"  # 3 November,  3. Nov.  3 de nov. de
)
_CLOCK = r"\d{1,2}(?: ?[h.:] ?)?\d\d(?: ?[AaPp]\.? ?[Mm]\.?)?"  # 1159 PM  2359  23 h 59
WORDED_DATE = rf"(?:{_DAY} \d{{4}},?|\d{{4}}-\d\d-\d\d) {_CLOCK}"
_PARTS = re.compile(
    r"(?P<words>.+?),? (?P<hour>\d{1,2}?)(?: ?[h.:] ?)?(?P<minute>\d\d)"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
)
_MONTHS = (  # their beginnings in English, German, French, Spanish, Portuguese, Dutch, Swedish
    ("jan", "ene"),
    ("feb", "fev"),
    ("mar", "mrt", "maa"),
    ("apr", "avr", "abr"),
    ("may", "mai", "maj", "mei"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out"),
    ("nov",),
    ("dec", "dez", "dic"),
)


def parse_worded_date(text: str) -> datetime | None:
    """Return the time in a match of ``WORDED_DATE``, in this machine's zone; None if unknown."""
    match = _PARTS.fullmatch(text)
    date = _date(match["words"]) if match else None
    if match is None or date is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    return local_time(*date, hour, int(match["minute"]))


def _date(words: str) -> tuple[int, int, int] | None:
    """Return year, month and day."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    months = [month for word in re.findall(r"[^\W\d_]+", words) if (month := _month(word))]
    if len(numbers) != 2 or len(months) != 1:
        return None
    return numbers[1], months[0], numbers[0]


def _month(word: str) -> int | None:
    plain = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    best = [
        (len(begin), number)
        for number, begins in enumerate(_MONTHS, 1)
        for begin in begins
        if plain.startswith(begin)
    ]
    return max(best)[1] if best else None

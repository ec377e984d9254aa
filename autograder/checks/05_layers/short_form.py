"""short_form: the settings of a Conv2D that was made with two numbers alone."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_object, format_value, type_of

exercise = pytest.mark.exercise

SETTINGS = ("filters", "kernel_size", "strides", "padding")


def _settings(answer):
    """Return the settings of a layer, with a pair of equal numbers as one number."""
    expect(
        isinstance(answer, dict),
        f"short_form: expected a dictionary with the settings of the layer, got {type_of(answer)}",
    )
    missing = [name for name in SETTINGS if name not in answer]
    expect(not missing, f"short_form: there is no entry for {', '.join(missing)}")
    padding = answer["padding"]
    expect(
        isinstance(padding, str) and padding.lower() in ("same", "valid"),
        f"short_form: padding is a name in quotes, one of the two in 1.2; got {format_value(padding)}",
    )
    found = {name: _one_size(name, answer[name]) for name in SETTINGS[:3]}
    return {**found, "padding": padding.lower()}


def _one_size(name, value):
    expect(
        value is not None, f"short_form: {name}: got None; left out, it has a number all the same"
    )
    sizes = as_numbers(f"short_form: {name}", value)
    whole = sizes.size in (1, 2) and sizes.dtype.kind in "iu"
    expect(
        whole, f"short_form: {name}: expected a whole number or a pair, got {format_value(sizes)}"
    )
    expect(
        len(set(sizes.ravel())) == 1,
        f"short_form: {name}: {format_value(value)} is not square; the line gives one number for both "
        "directions: which of the two is it?",
    )
    return int(sizes.ravel()[0])


def _short(student):
    """Return the settings of the layer that the line in the notebook makes."""
    layer = expect_object("Conv2D", student.make("keras.layers.Conv2D", 3, 5))
    return _settings({name: layer.value(name) for name in SETTINGS})


@exercise("short_form")
def test_short_form_numbers(student):
    """The two numbers of the short form are read in the right order."""
    found, layer = _settings(student.value("short_form")), _short(student)
    expect(
        (found["filters"], found["kernel_size"]) != (layer["kernel_size"], layer["filters"]),
        "short_form: filters and kernel_size have changed places; look at the order in the table",
    )
    for name in ("filters", "kernel_size"):
        expect(
            found[name] == layer[name],
            f"short_form: {name}: got {found[name]}, which is not what the line asks for",
        )


@exercise("short_form")
def test_short_form_left_out(student):
    """The settings that were left out have the values that Keras gives them."""
    found, layer = _settings(student.value("short_form")), _short(student)
    for name in ("strides", "padding"):
        expect(
            found[name] == layer[name],
            f"short_form: {name}: got {format_value(found[name])}; the line doesn't mention it, so what "
            "is it when it is left out?",
        )


### BEGIN HIDDEN TESTS
# As above, with numbers that a student's process cannot change: a `Conv2D` of theirs could.
# holds: "put a number, or a name in quotes, in place of each `?`"
@exercise("short_form")
def test_short_form_both_numbers(student):
    """Filters and kernel size are those of Keras's own Conv2D."""
    found = _settings(student.value("short_form"))
    expect(
        (found["filters"], found["kernel_size"]) == (3, 5),
        "short_form: filters and kernel_size are not what the line asks for; look at the order",
    )


# holds: "those that were left out too"
@exercise("short_form")
def test_short_form_both_left_out(student):
    """Strides and padding are those of Keras's own Conv2D."""
    found = _settings(student.value("short_form"))
    expect(
        (found["strides"], found["padding"]) == (1, "valid"),
        "short_form: strides and padding are not what they are when they are left out",
    )


### END HIDDEN TESTS

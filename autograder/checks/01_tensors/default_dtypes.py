"""default_dtypes: the dtypes that NumPy and TensorFlow choose by themselves."""

import re

import pytest

from course_utils.checking.expect import expect, format_value, type_of

from .shared import dtype_name

exercise = pytest.mark.exercise

CASES = {
    "np_int": "NumPy's whole numbers",
    "np_float": "NumPy's fractions",
    "tf_int": "TensorFlow's whole numbers",
    "tf_float": "TensorFlow's fractions",
}


def default_names(student):
    """Return the dictionary ``default_dtypes`` with the name of a dtype in each entry."""
    answer = student.value("default_dtypes")
    is_dict = isinstance(answer, dict)
    expect(is_dict, f"default_dtypes: expected a dictionary, got {type_of(answer)}")
    missing = [case for case in CASES if case not in answer]
    expect(not missing, f"default_dtypes: has no entry {', '.join(map(repr, missing))}")
    names = {case: dtype_name(answer[case]) for case in CASES}
    for case, name in names.items():
        expect(
            name is not None and re.fullmatch(r"(u?int|b?float|complex)\d+", name) is not None,
            f"default_dtypes[{case!r}]: got {format_value(answer[case])}; expected the name of a dtype "
            "with its bits, such as 'int16' or 'float16'",
        )
    return names


# holds: "Your answer is a dictionary"
# holds: "put the name of a dtype"
@exercise("default_dtypes")
def test_default_dtypes_form(student):
    """The form is right: four names of dtypes. Whether they are the right ones: at grading."""
    default_names(student)


### BEGIN HIDDEN TESTS
def expect_defaults(student, expected):
    """Expect these names in ``default_dtypes``."""
    names = default_names(student)
    for case, dtype in expected.items():
        name = names[case]
        other_kind = ("float" in name) != ("float" in dtype)
        reason = "whole numbers are int, fractions float" if other_kind else ""
        other_bits = {"int32": "int64", "int64": "int32", "float32": "float64"}
        other_bits["float64"] = "float32"
        if name == other_bits[dtype]:
            reason = "NumPy and TensorFlow don't choose the same number of bits; print the dtype"
        hint = reason or "print the dtype instead of guessing"
        expect(name == dtype, f"default_dtypes: {CASES[case]}: got {name}; {hint}")


# holds: "**Find out** what they choose"
@exercise("default_dtypes")
def test_default_dtypes_numpy(student):
    """NumPy's two dtypes are right."""
    expect_defaults(student, {"np_int": "int64", "np_float": "float64"})


# holds: "**Find out** what they choose"
@exercise("default_dtypes")
def test_default_dtypes_tensorflow(student):
    """TensorFlow's two dtypes are right."""
    expect_defaults(student, {"tf_int": "int32", "tf_float": "float32"})


### END HIDDEN TESTS

"""What a user reads when an op's kernel or shape rule refuses its inputs.

    public_name     the function that was called: `tf.concat` for the op `ConcatV2`
    refusal         the whole message: where, what, what was received, the fix
    wrong_dtype     the message where dtypes do not mix

A kernel says what is wrong and knows neither how the user came to it nor, in compiled programs,
the values. It may end with `Fix: …`. NumPy and XLA have words of their own for the commonest
mistakes; here they are said once, in ours.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FrameType, ModuleType
from typing import Any

from pellucid.core.errors import axis_range, describe

_PACKAGE = __name__.partition(".")[0]
_FIX = " Fix: "


def refusal(op: Any, error: Exception | str, inputs: list[Any]) -> str:
    """The message for the user whose call made `op` fail.

    Args:
        op: the op that refused.
        error: what its kernel or its shape rule said.
        inputs: tensors.
    """
    problem, _, fix = _in_our_words(str(error)).partition(_FIX)
    if problem.startswith("tf."):  # a function that works for others names itself
        where, _, problem = problem.partition(": ")
    else:
        where = public_name(op)
    said = re.search(r"\b(received|got)\b", problem, re.IGNORECASE)
    label = "Inputs" if said else "Received"
    given = ", ".join(describe(t) for t in inputs)
    text = f"{where}: {problem.rstrip(' .!')}. {label}: {given} [Op:{op.name}]"
    return f"{text}.{_FIX}{fix}" if fix else text


def wrong_dtype(op: Any, place: str, expected: Any, found: Any) -> str:
    """The message where an input, named in words by `place`, has another dtype than is needed."""
    return (
        f"{public_name(op)}: cannot compute {op.name} as input {place} was expected to be a "
        f"{expected.name} tensor but is a {found.name} tensor [Op:{op.name}]. "
        f"Fix: tf.cast(x, tf.{expected.name})"
    )


def public_name(op: Any = None) -> str:
    """The name under which the user called what led here, or to `op`.

    It is that of the outermost public function of ours between the user's code and here. Where
    there is none, because the user called a method or a compiled program runs, it is that of the
    op, which is public too. Checks that several functions share name theirs by this; without an op,
    and in a method that is not a tensor's or a variable's, it is `tf`.
    """
    codes = [frame.f_code for frame in _our_frames(sys._getframe(1))]
    for name_of in (_function_name, _method_name):
        names = [name for code in codes if (name := name_of(code))]
        if names:
            return names[-1]
    return "tf" if op is None else _function_name(op) or f"tf.raw_ops.{op.name}"


def _our_frames(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames from here to the user's code."""
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != _PACKAGE:
            return
        yield frame
        frame = frame.f_back


@functools.cache
def _function_name(what: Any) -> str:
    """The shortest public name of an op, or of the function that has this code; "" without one."""
    doors = _doors().items()
    return _name_among(
        what, [(door, module, getattr(module, "__all__", ())) for door, module in doors]
    )


@functools.cache
def _method_name(what: CodeType) -> str:
    """The same of a method of tensors and variables, such as `tf.Tensor.__getitem__`."""
    package: Any = sys.modules[_PACKAGE]
    classes = {f"tf.{name}": getattr(package, name) for name in ("Tensor", "Variable")}
    return _name_among(what, [(name, cls, vars(cls)) for name, cls in classes.items()])


def _name_among(what: Any, places: list[tuple[str, Any, Iterable[str]]]) -> str:
    found = [
        f"{place}.{name}"
        for place, holder, names in places
        for name in names
        if (value := getattr(holder, name, None)) is what or _code(value) is what
    ]
    return min(found, key=lambda name: (len(name), name), default="")


def _doors() -> dict[str, ModuleType]:
    """The modules whose functions users call, by name; layers call these in their turn."""
    package = sys.modules[_PACKAGE]
    inner = {
        f"tf.{name}": value
        for name, value in vars(package).items()
        if isinstance(value, ModuleType) and name not in ("keras", "raw_ops", "compat")
    }
    return {"tf": package, **inner}


def _code(value: Any) -> CodeType | None:
    return getattr(inspect.unwrap(value), "__code__", None) if callable(value) else None


def _broadcast(found: re.Match[str]) -> str:
    return (
        "shapes cannot be broadcast together. Expected dimensions that are equal or 1, "
        "counted from the last"
    )


def _out_of_range(found: re.Match[str]) -> str:
    return axis_range(found["axis"], int(found["rank"]))


def _not_joinable(found: re.Match[str]) -> str:
    return (
        f"sizes differ in dimension {found['axis']}, which is not the one that is joined. "
        f"Expected {found['first']}, as in input {found['i']}, received {found['other']} in input "
        f"{found['j']}"
    )


_WORDS: list[tuple[str, Callable[[re.Match[str]], str]]] = [
    (r"operands could not be broadcast together.*", _broadcast),
    (r"\w+ got incompatible shapes for broadcasting.*", _broadcast),
    (r"Incompatible shapes for broadcasting.*", _broadcast),
    (
        r"axis (?P<axis>-?\d+) is out of bounds for array of (?:dimension|rank) (?P<rank>\d+)",
        _out_of_range,
    ),
    (
        r"all the input array dimensions except for the concatenation axis must match exactly, but "
        r"along dimension (?P<axis>\d+), the array at index (?P<i>\d+) has size (?P<first>\d+) and "
        r"the array at index (?P<j>\d+) has size (?P<other>\d+)",
        _not_joinable,
    ),
    (r"all input arrays must have the same shape", lambda _: "shapes differ. Expected one shape"),
    (
        r"negative dimensions are not allowed",
        lambda _: "a dimension is negative. Expected sizes >= 0",
    ),
]
"""What NumPy and JAX say of the commonest mistakes, and how it is said here."""


def _in_our_words(text: str) -> str:
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return words(found)
    return text

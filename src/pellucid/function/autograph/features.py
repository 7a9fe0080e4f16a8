"""Optional parts of the conversion.

    Feature         their names
    using           a context in which some are on
    uses            whether one is on

Assertions on tensors and lists, which TensorFlow converts only on demand, are always converted
here. `print` waits for `BUILTIN_FUNCTIONS`: a program that prints while it is traced, to see that
it is, must not print at every call.
"""

from __future__ import annotations

import contextlib
import contextvars
import enum
from collections.abc import Iterator
from typing import Any


class Feature(enum.Enum):
    """Parts of the conversion that a function may ask for; `ALL` are all of them.

    `BUILTIN_FUNCTIONS`: `print` of tensors is `tf.print`; without it, it prints symbolic tensors
    while the function is traced. `NAME_SCOPES`: the names of nodes begin with those of the
    functions that made them. The others are always on.
    """

    ALL = "ALL"
    AUTO_CONTROL_DEPS = "AUTO_CONTROL_DEPS"
    ASSERT_STATEMENTS = "ASSERT_STATEMENTS"
    BUILTIN_FUNCTIONS = "BUILTIN_FUNCTIONS"
    EQUALITY_OPERATORS = "EQUALITY_OPERATORS"
    LISTS = "LISTS"
    NAME_SCOPES = "NAME_SCOPES"


_on: contextvars.ContextVar[frozenset[Feature]] = contextvars.ContextVar("on", default=frozenset())


def feature_set(where: str, wanted: Any) -> frozenset[Feature]:
    """The features that an argument asks for: None, one, or several.

    Raises:
        ValueError: for what is no `Feature`.
    """
    several = wanted if isinstance(wanted, tuple | list | set | frozenset) else (wanted,)
    for feature in several:
        if feature is not None and not isinstance(feature, Feature):
            raise ValueError(
                f"{where}: expected members of tf.autograph.experimental.Feature, received "
                f"{feature!r}."
            )
    return frozenset(f for f in several if f is not None)


@contextlib.contextmanager
def using(features: frozenset[Feature]) -> Iterator[None]:
    """In this context these features are on, and no others."""
    token = _on.set(features)
    try:
        yield
    finally:
        _on.reset(token)


def uses(feature: Feature) -> bool:
    """Whether `feature` is on here."""
    return not _on.get().isdisjoint((feature, Feature.ALL))

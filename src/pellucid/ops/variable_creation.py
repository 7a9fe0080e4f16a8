"""Who makes a variable: `Variable(...)` itself, or the creators that the user put in between.

variable_creator_scope     lets the user's functions make the variables of a block
create                     asks these functions, innermost first
check_supported            refuses what only TensorFlow 1 had
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.errors import explain


def check_supported(variable_def: Any, import_scope: Any, lifting: bool) -> None:
    """Raise ValueError for arguments of `tf.Variable` that only TensorFlow 1 had a use for."""
    if variable_def is not None or import_scope is not None:
        problem = "TensorFlow 1's protos are not supported"
        raise ValueError(
            explain("tf.Variable [variable_def, import_scope]", problem, expected="None")
        )
    if not lifting:
        where = "tf.Variable [experimental_enable_variable_lifting]"
        raise ValueError(explain(where, "not supported", expected=True, received=lifting))


@contextlib.contextmanager
def variable_creator_scope(variable_creator: Callable[..., Any]) -> Iterator[None]:
    """Let `variable_creator(next_creator, **options)` make the variables of the block.

    Args:
        variable_creator: a function that returns `next_creator(**options)`, perhaps with other
            options, or something else in its place. Inner scopes are asked first.
    """
    outer = STATE.variable_creators
    STATE.variable_creators = (*outer, variable_creator)
    try:
        yield
    finally:
        STATE.variable_creators = outer


def create(
    creators: tuple[Any, ...], kind: type, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Make a variable through the `tf.variable_creator_scope`s that are open, innermost first."""
    names = (
        "initial_value",
        "trainable",
        "validate_shape",
        "caching_device",
        "name",
        "variable_def",
        "dtype",
    )
    kwargs = {**dict(zip(names, args, strict=False)), **kwargs}

    def default(**options: Any) -> Any:
        outer, STATE.variable_creators = STATE.variable_creators, ()
        try:
            return kind(**options)
        finally:
            STATE.variable_creators = outer

    maker: Callable[..., Any] = default
    for creator in creators:
        maker = _nested(creator, maker)
    return maker(**kwargs)


def _nested(creator: Any, inner: Any) -> Callable[..., Any]:
    return lambda **options: creator(inner, **options)

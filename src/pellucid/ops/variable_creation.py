"""What happens before a variable is there: creators that may change it, and its first value.

    variable_creator_scope     lets the user's functions make the variables of a block
    create                     asks these functions, innermost first
    first_value                the initial value as an eager tensor, also inside tf.function
    check_supported            refuses what only TensorFlow 1 had
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from pellucid.core import context
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import SymbolicTensor


def check_supported(variable_def: Any, import_scope: Any, lifting: bool) -> None:
    if variable_def is not None or import_scope is not None:
        raise ValueError(
            "tf.Variable: variable_def and import_scope (TensorFlow 1 protos) are not supported."
        )
    if not lifting:
        raise ValueError(
            "tf.Variable: experimental_enable_variable_lifting=False is not supported."
        )


def first_value(value: Any, dtype: DType | None) -> EagerTensor:
    """The initial value as an eager tensor, also when a function is being traced."""
    if value is None:
        raise ValueError(
            "The `initial_value` arg to `tf.Variable` must be specified except when you are not "
            "providing a `variable_def`. You provided neither."
        )
    with context.init_scope():
        if callable(value) and not isinstance(value, Variable):
            value = value()
        if isinstance(value, Variable):
            value = value.read_value()
        if isinstance(value, SymbolicTensor):
            value = _lift(value)
        tensor = convert(value, dtype)
    if not isinstance(tensor, EagerTensor):
        raise ValueError(f"tf.Variable: the initial value {tensor!r} belongs to a graph.")
    return tensor


def _lift(tensor: SymbolicTensor) -> EagerTensor:
    """The value of a graph tensor that depends on nothing which the function is given."""
    from pellucid.runtime.dispatch import evaluate

    try:
        return evaluate(tensor)
    except LookupError:
        raise ValueError(
            "Tensor-typed variable initializers must either be wrapped in an init_scope or "
            "callable (e.g., `tf.Variable(lambda: tf.zeros([2]))`) when building functions: "
            f"{tensor!r} depends "
            "on the function's arguments."
        ) from None


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

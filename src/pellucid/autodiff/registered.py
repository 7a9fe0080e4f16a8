"""Gradients by op name: `tf.RegisterGradient`, `tf.no_gradient`.

Ops of this library bring theirs. Programs register others: for ops that have none, or under a name
of their own that a graph then refers to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pellucid.core.registry import OPS

F = TypeVar("F", bound=Callable[..., Any])

GRADIENTS: dict[str, Callable[..., Any] | None] = {}
"""What programs registered, by name; None for "has no gradient"."""


class RegisteredNode:
    """A call as a registered gradient function sees it.

    Attributes:
        inputs, outputs: the tensors that went in and came out.
        type: the op's name.
    """

    def __init__(self, op_type: str, node: Any) -> None:
        self.type = op_type
        self.inputs, self.outputs = node.inputs, node.outputs
        self._attrs = node.attrs

    def get_attr(self, name: str) -> Any:
        """The attribute `name` of the call. Raises ValueError if there is none."""
        try:
            return self._attrs[name]
        except KeyError:
            raise ValueError(f"{self.type} has no attribute {name!r}.") from None


class RegisterGradient:
    """Make the decorated function the gradient of an op.

    Args:
        op_type: the op's name, such as `"Sub"`, or a new name.

    Raises:
        TypeError: `op_type` is not a string.
        KeyError: that op has a gradient already.

    Example:
        >>> @tf.RegisterGradient("HalvedIdentity")
        ... def half(op, grad):
        ...     return 0.5 * grad

    Reference: https://www.tensorflow.org/api_docs/python/tf/RegisterGradient
    """

    def __init__(self, op_type: str) -> None:
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._op_type = op_type

    def __call__(self, f: F) -> F:
        """Register `f(op, *grads)`, which returns a gradient for each input, and return it."""
        _register(self._op_type, f)
        return f


def no_gradient(op_type: str) -> None:
    """Say that the op of this name has no gradient.

    Raises:
        TypeError: `op_type` is not a string.
        KeyError: it has one already.
    """
    if not isinstance(op_type, str):
        raise TypeError("op_type must be a string")
    _register(op_type, None)


def _register(name: str, function: Callable[..., Any] | None) -> None:
    op = OPS.get(name)
    if name in GRADIENTS or (op is not None and op.gradient_function is not None):
        raise KeyError(f"Registering two gradient with name '{name}'!")
    GRADIENTS[name] = function
    if op is not None and function is not None:
        op.gradient_function = lambda node, *dy: function(RegisteredNode(name, node), *dy)

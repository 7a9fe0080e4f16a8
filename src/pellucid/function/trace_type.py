"""What a class tells `tf.function` about its objects: when a trace may be used again.

TraceType                  the answer of `__tf_tracing_type__`
SupportsTracingProtocol    what has that method
FunctionType               the signature of a traced function
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable


class TraceType(ABC):
    """The type of a value for the purpose of tracing: equal types share a trace.

    Subclass it, and return such an object from `__tf_tracing_type__(context)` of your class.

    Example:
        >>> class Size(tf.types.experimental.TraceType):
        ...     def __init__(self, value): self.value = value
        ...     def is_subtype_of(self, other): return self == other
        ...     def most_specific_common_supertype(self, others): return None
        ...     def placeholder_value(self, placeholder_context): return self.value
        ...     def __eq__(self, other): return self.value.size == other.value.size
        ...     def __hash__(self): return hash(self.value.size)

    Reference: https://www.tensorflow.org/api_docs/python/tf/types/experimental/TraceType
    """

    @abstractmethod
    def is_subtype_of(self, other: TraceType) -> bool:
        """Whether a function traced for `other` takes values of this type."""

    @abstractmethod
    def most_specific_common_supertype(self, others: Sequence[TraceType]) -> TraceType | None:
        """The narrowest type above this and all `others`; None if there is none."""

    @abstractmethod
    def placeholder_value(self, placeholder_context: Any) -> Any:
        """The value with which the Python function is called while it is traced."""

    def to_tensors(self, value: Any) -> list[Any]:
        """The tensors in a value of this type: none, unless a subclass says otherwise."""
        return []

    def from_tensors(self, tensors: Any) -> Any:
        """The value that `to_tensors` took apart."""
        return self.placeholder_value(None)

    def flatten(self) -> list[TraceType]:
        """The specs of the tensors in a value of this type."""
        return []

    def cast(self, value: Any, cast_context: Any) -> Any:
        """`value` as one of this type.

        Raises:
            TypeError: it is not one already.
        """
        if self != getattr(value, "__tf_tracing_type__", lambda _: None)(None):
            raise TypeError(f"Can not cast {value!r} to {self!r}")
        return value

    @abstractmethod
    def __hash__(self) -> int: ...

    @abstractmethod
    def __eq__(self, other: object) -> bool: ...


@runtime_checkable
class SupportsTracingProtocol(Protocol):
    """What tells `tf.function` its own `TraceType`."""

    def __tf_tracing_type__(self, context: Any) -> TraceType:
        """The type of this object; `context` is kept for later use and is None here."""
        ...


class FunctionType(inspect.Signature):
    """The parameters of a traced function with their types, and the type of what it returns."""

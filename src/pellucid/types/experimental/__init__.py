"""`tf.types.experimental`: what tensors, functions and their signatures are."""

from pellucid.core.tensor import Tensor as Tensor
from pellucid.core.typing import TensorLike as TensorLike
from pellucid.function.concrete import ConcreteFunction as ConcreteFunction
from pellucid.function.function import PolymorphicFunction as PolymorphicFunction
from pellucid.function.trace_type import (
    FunctionType as FunctionType,
    SupportsTracingProtocol as SupportsTracingProtocol,
    TraceType as TraceType,
)

GenericFunction = PolymorphicFunction
Callable = PolymorphicFunction | ConcreteFunction
AtomicFunction = ConcreteFunction

__all__ = [
    "AtomicFunction",
    "Callable",
    "ConcreteFunction",
    "FunctionType",
    "GenericFunction",
    "PolymorphicFunction",
    "SupportsTracingProtocol",
    "Tensor",
    "TensorLike",
    "TraceType",
]

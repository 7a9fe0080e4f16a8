"""Symbolic calls: KerasTensor, the operations that made it, and shape inference by tracing."""

from pellucid.keras.symbolic.keras_tensor import (
    KerasTensor as KerasTensor,
    is_keras_tensor as is_keras_tensor,
)
from pellucid.keras.symbolic.node import Node as Node
from pellucid.keras.symbolic.operation import Operation as Operation

__all__ = ["KerasTensor", "Node", "Operation", "is_keras_tensor"]

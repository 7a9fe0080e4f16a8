"""Whether a tensor is symbolic: `tf.is_symbolic_tensor`."""

from __future__ import annotations

from typing import Any

from pellucid.graph.graph import SymbolicTensor


def is_symbolic_tensor(tensor: Any) -> bool:
    """Whether a tensor is a node's output, without a value while Python runs.

    Example:
        >>> tf.is_symbolic_tensor(tf.constant(1))
        False
    """
    return isinstance(tensor, SymbolicTensor)

"""Which behaviour of TensorFlow 1 and 2 is wanted, where Pellucid has only one of them.

Asking for what there is does nothing. Variables are resource variables, control flow is made of
`If` and `While`, shapes hold integers; tensors are compared element by element in eager mode and by
identity in a `tf.Graph`.
"""

from __future__ import annotations

import pellucid as tf


def enable_resource_variables() -> None:
    """Variables are resource variables: nothing to do."""


def disable_resource_variables() -> None:
    """Variables stay resource variables, which give reference variables' values in sessions."""


def resource_variables_enabled() -> bool:
    """Whether variables are resource variables: True."""
    return True


def enable_control_flow_v2() -> None:
    """Control flow is made of `If` and `While`: nothing to do."""


def disable_control_flow_v2() -> None:
    """Control flow stays as it is; results are the same."""


def control_flow_v2_enabled() -> bool:
    """Whether control flow is made of `If` and `While`: True."""
    return True


def enable_v2_tensorshape() -> None:
    """Shapes hold integers and None: nothing to do."""


def disable_v2_tensorshape() -> None:
    """Refused: shapes hold integers, not `Dimension` objects. Raises NotImplementedError."""
    raise NotImplementedError(
        "tf.compat.v1.disable_v2_tensorshape is not supported. Fix: use shape[0] as an integer, or "
        "tf.compat.v1.dimension_value(shape[0]), which works with both."
    )


def enable_tensor_equality() -> None:
    """Eager tensors are compared element by element: nothing to do."""


def disable_tensor_equality() -> None:
    """Compare tensors by identity, which is so in a `tf.Graph`.

    Raises:
        NotImplementedError: in eager mode.
    """
    if tf.executing_eagerly():
        raise NotImplementedError(
            "tf.compat.v1.disable_tensor_equality is not supported in eager mode. Fix: compare "
            "with `is`, or tensor.ref()."
        )

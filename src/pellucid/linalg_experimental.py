"""`tf.linalg.experimental`: iterative solvers."""

from typing import TYPE_CHECKING

from pellucid.core.late import late

if TYPE_CHECKING:
    from pellucid.ops.linear_operator.conjugate_gradient import (
        conjugate_gradient as conjugate_gradient,
    )

__getattr__ = late(
    globals(), {"conjugate_gradient": "pellucid.ops.linear_operator.conjugate_gradient"}
)

__all__ = ["conjugate_gradient"]

"""`tf.linalg.experimental.conjugate_gradient`: solving with products only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pellucid.core.names import name_scope
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.comparison import logical_and
from pellucid.ops.complex import conj
from pellucid.ops.creation import zeros_like
from pellucid.ops.linalg import norm
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import as_argument
from pellucid.ops.loops import while_loop
from pellucid.ops.reduction import reduce_any, reduce_sum


class CGState(NamedTuple):
    """Where the iteration stands: step, solution, residual, direction, and <r, M r>."""

    i: Tensor
    x: Tensor
    r: Tensor
    p: Tensor
    gamma: Tensor


def conjugate_gradient(
    operator: LinearOperator,
    rhs: TensorLike,
    preconditioner: LinearOperator | None = None,
    x: TensorLike | None = None,
    tol: float = 1e-5,
    max_iter: int = 20,
    name: str = "conjugate_gradient",
) -> CGState:
    """The solution x of A x = b for a self-adjoint, positive definite A, by conjugate gradients.

    Args:
        operator: A, with hints that say so.
        rhs: b, shape [..., N].
        preconditioner: M, an approximation of A^-1.
        x: where to begin; by default 0.
        tol: stop when |b - A x| <= tol |b| for all of the batch.
        max_iter: stop after as many steps.
        name: a name scope.

    Returns: a named tuple (i, x, r, p, gamma): the number of steps, the solution, the residual
        b - A x, the next direction, and <r, M r>.

    Raises:
        ValueError: there is no hint that A is self-adjoint and positive definite.

    Example:
        >>> a = tf.linalg.LinearOperatorFullMatrix(
        ...     [[2., 1.], [1., 2.]], is_self_adjoint=True, is_positive_definite=True)
        >>> tf.round(tf.linalg.experimental.conjugate_gradient(a, [3., 3.]).x).numpy().tolist()
        [1.0, 1.0]

    Reference: https://en.wikipedia.org/wiki/Conjugate_gradient_method
    """
    if not (operator.is_self_adjoint and operator.is_positive_definite):
        raise ValueError(
            "tf.linalg.experimental.conjugate_gradient [operator]: Expected a self-adjoint, "
            "positive definite operator. Fix: is_self_adjoint=True, is_positive_definite=True."
        )
    with name_scope(name):
        b = as_argument(rhs, operator.dtype)
        start = zeros_like(b) if x is None else as_argument(x, operator.dtype)
        residual = b if x is None else b - operator.matvec(start)
        bound = norm(b, axis=-1) * tol

        def precondition(r: Tensor) -> Tensor:
            return r if preconditioner is None else preconditioner.matvec(r)

        def unfinished(state: CGState) -> Tensor:
            large = reduce_any(norm(state.r, axis=-1) > bound)
            return logical_and(state.i < max_iter, large)

        def step(state: CGState) -> list[CGState]:
            image = operator.matvec(state.p)
            alpha = (state.gamma / _inner(state.p, image))[..., None]
            solution, rest = state.x + alpha * state.p, state.r - alpha * image
            direction = precondition(rest)
            gamma = _inner(rest, direction)
            beta = (gamma / state.gamma)[..., None]
            return [CGState(state.i + 1, solution, rest, direction + beta * state.p, gamma)]

        direction = precondition(residual)
        first = CGState(
            as_tensor(np.int32(0)), start, residual, direction, _inner(residual, direction)
        )
        return while_loop(unfinished, step, [first])[0]


def _inner(a: Tensor, b: Tensor) -> Tensor:
    return reduce_sum(conj(a) * b, -1)

"""`tf.linalg.LinearOperatorPermutation`: rows in another order."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.dtypes import as_dtype, float32
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.comparison import equal
from pellucid.ops.creation import ones, range, zeros
from pellucid.ops.diagonal import band_part
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    batch_of,
    check_hint,
    check_rank,
    common_batch,
    with_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of
from pellucid.ops.patterns import one_hot
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.sorting import argsort


class LinearOperatorPermutation(LinearOperator):
    """Permutation matrices: (P x)[i] = x[perm[i]]; shape [B1, ..., Bb, N, N].

    Args:
        perm: integers, shape [B1, ..., Bb, N]: each row holds 0, ..., N - 1 in some order.
        dtype: of the matrix.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
        name: a name for the operator.

    Raises:
        ValueError: `perm` is a scalar or no permutation, or a hint is denied.
        TypeError: `perm` does not hold integers.

    Example:
        >>> tf.linalg.LinearOperatorPermutation([2, 0, 1]).matvec([10., 20., 30.]).numpy().tolist()
        [30.0, 10.0, 20.0]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"perm": 1}

    def __init__(
        self,
        perm: TensorLike,
        dtype: DTypeLike = float32,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorPermutation",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorPermutation"
        statement = "A Permutation operator is always non-singular"
        check_hint(f"{where} [is_non_singular]", is_non_singular, True, statement)
        check_hint(where, is_square, True, "A Permutation operator is always square")
        self._perm = as_parameter(perm)
        _check_permutation(f"{where} [perm]", self._perm)
        super().__init__(
            as_dtype(dtype), is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def perm(self) -> Any:
        """Where each row comes from."""
        return self._perm

    def _shape(self) -> TensorShape:
        known = self._perm.shape
        return known if known.rank is None else known.concatenate(known[-1:])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._perm)
        return concat([sizes, sizes[-1:]], 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        order = as_tensor(self._perm)
        order = argsort(order) if adjoint else order
        if order.shape.rank == 1:
            return gather(x, order, axis=-2)
        batch = common_batch(batch_of(x), batch_of(order, 1))
        order, x = with_batch(order, batch, 1), with_batch(x, batch)
        return gather(x, order, axis=-2, batch_dims=order.shape.rank - 1)  # type: ignore[operator]

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._matmul(rhs, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _to_dense(self) -> Tensor:
        return one_hot(self._perm, self.domain_dimension_tensor(), dtype=self.dtype)

    def _diag_part(self) -> Tensor:
        order = as_tensor(self._perm)
        places = cast(range(self.domain_dimension_tensor()), order.dtype)
        return cast(equal(order, places), self.dtype)

    def _determinant(self) -> Tensor:
        # Each pair out of order turns the sign.
        order = as_tensor(self._perm)
        disorder = cast(order[..., :, None] > order[..., None, :], order.dtype)
        count = reduce_sum(band_part(disorder, 0, -1), axis=[-2, -1])
        return cast(1 - 2 * (count % 2), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def _assert_non_singular(self) -> None:
        return None


def _check_permutation(where: str, perm: Any) -> None:
    if not perm.dtype.is_integer:
        raise TypeError(explain(where, "must be integer dtype", received=describe(perm)))
    check_rank(where, perm, 1)
    known = static_value(as_tensor(perm))
    if known is None:
        return
    size = known.shape[-1]
    if not (np.sort(known, -1) == np.arange(size)).all():
        raise ValueError(
            explain(where, f"must be a vector of unique integers from 0 to {size - 1}",
                    received=known.tolist())
        )  # fmt: skip

"""`tf.linalg.LinearOperatorToeplitz`: constant along every diagonal."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.dtypes import complex64, complex128
from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import shape
from pellucid.ops.assertion import assert_equal
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj
from pellucid.ops.creation import ones, range, zeros_like
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    batch_of,
    check_hint,
    check_rank,
    common_batch,
    shape_at_run_time,
    static_batch,
    with_batch,
)
from pellucid.ops.matmul import matrix_transpose
from pellucid.ops.reversing import reverse
from pellucid.ops.signal_fft import fft, ifft


class LinearOperatorToeplitz(LinearOperator):
    """Matrices with A[i, j] = a[i - j]: shape [B1, ..., Bb, N, N], applied by Fourier transforms.

    Args:
        col: the first column, shape [B1, ..., Bb, N].
        row: the first row, shape [B1, ..., Bb, N]; its first element is taken from `col`.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
        name: a name for the operator.

    Raises:
        ValueError: sizes differ, a scalar is given, or `is_square` is False.

    Example:
        >>> tf.linalg.LinearOperatorToeplitz([1., 2.], [1., 3.]).to_dense().numpy().tolist()
        [[1.0, 3.0], [2.0, 1.0]]

    Reference: https://en.wikipedia.org/wiki/Toeplitz_matrix
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"col": 1, "row": 1}

    def __init__(
        self,
        col: TensorLike,
        row: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorToeplitz",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorToeplitz"
        self._col, self._row = as_parameter(col), as_parameter(row)
        check_rank(f"{where} [col]", self._col, 1)
        check_rank(f"{where} [row]", self._row, 1)
        check_hint(where, is_square, True, "Only square Toeplitz operators currently supported")
        sizes = [x.shape[-1] for x in (self._col, self._row) if x.shape.rank is not None]
        if None not in sizes and len(set(sizes)) > 1:
            problem = "Expected square matrix, got row and col with mismatched dimensions"
            raise ValueError(explain(where, problem, received=sizes))
        super().__init__(
            self._row.dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def col(self) -> Any:
        """The first column."""
        return self._col

    @property
    def row(self) -> Any:
        """The first row."""
        return self._row

    def _shape(self) -> TensorShape:
        known = [x.shape for x in (self._row, self._col)]
        batch = static_batch(*(s[:-1] for s in known))
        size = next((s[-1] for s in known if s.rank is not None and s[-1] is not None), None)
        return batch.concatenate([size, size])

    def _shape_tensor(self) -> Tensor:
        row, col = as_tensor(self._row), as_tensor(self._col)
        size = shape(row)[-1]
        return shape_at_run_time(common_batch(batch_of(row, 1), batch_of(col, 1)), size, size)

    def _symbol(self, adjoint: bool = False) -> Tensor:
        """a[0], ..., a[N-1], a[1-N], ..., a[-1]: the first column of a circulant matrix."""
        row, col = as_tensor(self._row), as_tensor(self._col)
        batch = common_batch(batch_of(row, 1), batch_of(col, 1))
        row, col = with_batch(row, batch, 1), with_batch(col, batch, 1)
        if adjoint:
            turned = concat([conj(col[..., :1]), conj(row[..., 1:])], -1)
            row, col = conj(col), turned
        return concat([col, reverse(row[..., 1:], axis=[-1])], -1)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        # The matrix is the corner of a circulant one, which multiplies spectra.
        wide = complex128 if self.dtype.size >= 8 and self.dtype is not complex64 else complex64
        rows = conj(x) if adjoint_arg else matrix_transpose(x)
        padded = concat([rows, zeros_like(rows)[..., 1:]], -1)
        spectrum = fft(cast(self._symbol(adjoint), wide))[..., None, :]
        product = ifft(spectrum * fft(cast(padded, wide)))
        return matrix_transpose(cast(product[..., : self._size()], self.dtype))

    def _size(self) -> Any:
        size = self.domain_dimension
        return self.domain_dimension_tensor() if size is None else size

    def _to_dense(self) -> Tensor:
        places = range(self._size())
        distance = places[:, None] - places[None, :]  # negative ones count from the end
        symbol = self._symbol()
        return gather(symbol, distance % (2 * self._size() - 1), axis=-1)

    def _diag_part(self) -> Tensor:
        return self._symbol()[..., :1] * ones([self._size()], self.dtype)

    def _trace(self) -> Tensor:
        return self._symbol()[..., 0] * cast(self.domain_dimension_tensor(), self.dtype)

    def _assert_self_adjoint(self) -> Any:
        message = "row and col are not the same, and so this operator is not self-adjoint."
        return assert_equal(conj(as_tensor(self._row)), as_tensor(self._col), message)

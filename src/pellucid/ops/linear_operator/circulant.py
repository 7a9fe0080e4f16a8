"""`tf.linalg.LinearOperatorCirculant`, `2D` and `3D`: convolutions on a torus.

All three are `BaseCirculant` with another number of block dimensions.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.dtypes import as_dtype, complex64, complex128
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.array import reshape, shape
from pellucid.ops.assertion import assert_equal, assert_less, assert_less_equal, assert_positive
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj, imag, real
from pellucid.ops.creation import ones, zeros_like
from pellucid.ops.exponential import log
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import as_parameter, check_hint, check_rank
from pellucid.ops.math import abs
from pellucid.ops.matmul import matrix_transpose
from pellucid.ops.reduction import reduce_max, reduce_min, reduce_prod, reduce_sum
from pellucid.ops.signal_fft import fft, fft2d, fft3d, ifft, ifft2d, ifft3d


class BaseCirculant(LinearOperator):
    """A = F^H diag(spectrum) F, with F the Fourier transform over `_DEPTH` dimensions.

    What the three classes share; a vector of N = N1 ... Nk elements is a block of these sizes.
    """

    _DEPTH: ClassVar[int] = 1

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str | None = None,
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = f"tf.linalg.{type(self).__name__}"
        self._spectrum = as_parameter(spectrum)
        check_rank(f"{where} [spectrum]", self._spectrum, self._DEPTH)
        if not self._spectrum.dtype.is_complex:
            is_self_adjoint = check_hint(
                f"{where} [is_self_adjoint]", is_self_adjoint, True,
                "A real spectrum always corresponds to a self-adjoint operator",
            )  # fmt: skip
        statement = "A [[nested] block] circulant operator is always square"
        check_hint(f"{where} [is_square]", is_square, True, statement)
        self._input_output_dtype = as_dtype(input_output_dtype)
        super().__init__(
            self._input_output_dtype, is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint, is_positive_definite=is_positive_definite,
            is_square=True, name=name, parameters=parameters,
        )  # fmt: skip

    @property
    def spectrum(self) -> Any:
        """The eigenvalues, shape [B1, ..., Bb, N1, ..., Nk]."""
        return self._spectrum

    @property
    def block_depth(self) -> int:
        """k: 1 for circulant, 2 for block circulant, 3 for nested block circulant operators."""
        return self._DEPTH

    @property
    def block_shape(self) -> TensorShape:
        """[N1, ..., Nk]."""
        return self._spectrum.shape[-self._DEPTH :]

    def block_shape_tensor(self) -> Tensor:
        """[N1, ..., Nk] as an int32 vector."""
        return shape(self._spectrum)[-self._DEPTH :]

    def _shape(self) -> TensorShape:
        known = self._spectrum.shape
        if known.rank is None:
            return known
        sizes = known[-self._DEPTH :].as_list()
        total = None if None in sizes else int(np.prod(sizes))
        return known[: -self._DEPTH].concatenate([total, total])

    def _shape_tensor(self) -> Tensor:
        total = reduce_prod(self.block_shape_tensor(), keepdims=True)
        return concat([shape(self._spectrum)[: -self._DEPTH], total, total], 0)

    # ------------------------------------------------------------------ Fourier transforms

    def _wide(self, x: Any) -> Tensor:
        """`x` in the complex dtype in which transforms of the operator's arguments are made."""
        double = self.dtype.real_dtype.size > 4 or as_tensor(self._spectrum).dtype is complex128
        return cast(x, complex128 if double else complex64)

    def _transform(self, x: Tensor) -> Tensor:
        return (fft, fft2d, fft3d)[self._DEPTH - 1](x)

    def _inverse_transform(self, x: Tensor) -> Tensor:
        return (ifft, ifft2d, ifft3d)[self._DEPTH - 1](x)

    def _filtered(self, x: Any, factors: Tensor, adjoint_arg: bool) -> Tensor:
        """Columns of `x`, their transforms multiplied by `factors`."""
        rows = conj(x) if adjoint_arg else matrix_transpose(x)  # [..., R, N]
        blocks = reshape(rows, concat([shape(rows)[:-1], self.block_shape_tensor()], 0))
        inserted = factors[(Ellipsis, None, *[slice(None)] * self._DEPTH)]
        found = self._inverse_transform(inserted * self._transform(self._wide(blocks)))
        flat = reshape(found, concat([shape(found)[: -self._DEPTH], shape(rows)[-1:]], 0))
        return matrix_transpose(cast(flat, self.dtype))

    def _factors(self, adjoint: bool) -> Tensor:
        factors = self._wide(self._spectrum)
        return conj(factors) if adjoint else factors

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._filtered(x, self._factors(adjoint), adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._filtered(rhs, 1 / self._factors(adjoint), adjoint_arg)

    def convolution_kernel(self, name: str = "convolution_kernel") -> Tensor:
        """The first column as a block, shape [B1, ..., Bb, N1, ..., Nk]: A x is h * x."""
        with self._scope(name):
            return cast(self._inverse_transform(self._wide(self._spectrum)), self.dtype)

    # ------------------------------------------------------------------ from the spectrum

    def _axes(self) -> list[int]:
        return list(range(-self._DEPTH, 0))

    def _trace(self) -> Tensor:
        return cast(reduce_sum(self._spectrum, self._axes()), self.dtype)

    def _diag_part(self) -> Tensor:
        size = cast(self.domain_dimension_tensor(), self.dtype)
        mean = self._trace() / size
        return mean[..., None] * ones(self.domain_dimension_tensor()[None], self.dtype)

    def _determinant(self) -> Tensor:
        return cast(reduce_prod(self._spectrum, self._axes()), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return cast(reduce_sum(log(abs(self._spectrum)), self._axes()), self.dtype)

    def _eigvals(self) -> Tensor:
        batch = shape(self._spectrum)[: -self._DEPTH]
        return reshape(self._spectrum, concat([batch, [-1]], 0))

    def _cond(self) -> Tensor:
        sizes = abs(self._spectrum)
        return reduce_max(sizes, self._axes()) / reduce_min(sizes, self._axes())

    # ------------------------------------------------------------------ promises, checked

    def assert_hermitian_spectrum(self, name: str = "assert_hermitian_spectrum") -> Any:
        """Raise InvalidArgumentError unless spectrum[-k] = conj(spectrum[k]), so that A is real."""
        with self._scope(name):
            kernel = self._inverse_transform(self._wide(self._spectrum))
            numbers = kernel.dtype.real_dtype.np_dtype
            bound = reduce_sum(abs(self._wide(self._spectrum))) * float(np.finfo(numbers).eps)
            message = "Imaginary part of the convolution kernel was not zero."
            return assert_less_equal(reduce_max(abs(imag(kernel))), bound, message)

    def _assert_non_singular(self) -> Any:
        sizes = abs(self._spectrum)
        message = "Singular operator:  Spectrum contained zero values."
        return assert_less(np.array(0, sizes.dtype.np_dtype), sizes, message)

    def _assert_positive_definite(self) -> Any:
        message = "Not positive definite:  Real part of spectrum was not all positive."
        return assert_positive(real(as_tensor(self._spectrum)), message)

    def _assert_self_adjoint(self) -> Any:
        spectrum = as_tensor(self._spectrum)
        if not spectrum.dtype.is_complex:
            return None
        part = imag(spectrum)
        message = "Not self-adjoint:  The spectrum contained non-zero imaginary part."
        return assert_equal(part, zeros_like(part), message)

    def _of(self, spectrum: Tensor) -> LinearOperator:
        return type(self)(
            spectrum, self.dtype, is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint, is_positive_definite=self.is_positive_definite,
        )  # fmt: skip

    def _linop_adjoint(self) -> LinearOperator:
        return self._of(conj(as_tensor(self._spectrum)))

    def _linop_inverse(self) -> LinearOperator:
        return self._of(1 / as_tensor(self._spectrum))


class LinearOperatorCirculant(BaseCirculant):
    """Circulant matrices, A[i, j] = h[(i - j) mod N], given by the Fourier transform of h.

    Args:
        spectrum: the eigenvalues, shape [B1, ..., Bb, N]; real ones make A self-adjoint.
        input_output_dtype: of what it is applied to; real if the spectrum is Hermitian.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
        name: a name for the operator.

    Raises:
        ValueError: the spectrum is a scalar, or a hint is denied.

    Example:
        >>> shift = tf.signal.fft(tf.constant([0., 1., 0.], tf.complex64))
        >>> operator = tf.linalg.LinearOperatorCirculant(shift, input_output_dtype=tf.float32)
        >>> tf.round(operator.matvec([1., 2., 3.])).numpy().tolist()
        [3.0, 1.0, 2.0]

    Reference: https://en.wikipedia.org/wiki/Circulant_matrix
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"spectrum": 1}
    _DEPTH = 1

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant",
    ) -> None:
        super().__init__(
            spectrum, input_output_dtype, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name,
        )  # fmt: skip


class LinearOperatorCirculant2D(BaseCirculant):
    """Block circulant matrices with circulant blocks: convolutions of N1 x N2 pictures.

    Args:
        spectrum: the eigenvalues, shape [B1, ..., Bb, N1, N2].
        input_output_dtype, is_non_singular, is_self_adjoint, is_positive_definite, is_square,
            name: see `LinearOperatorCirculant`.
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"spectrum": 2}
    _DEPTH = 2

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant2D",
    ) -> None:
        super().__init__(
            spectrum, input_output_dtype, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name,
        )  # fmt: skip


class LinearOperatorCirculant3D(BaseCirculant):
    """Nested block circulant matrices: convolutions of N1 x N2 x N3 volumes.

    Args:
        spectrum: the eigenvalues, shape [B1, ..., Bb, N1, N2, N3].
        input_output_dtype, is_non_singular, is_self_adjoint, is_positive_definite, is_square,
            name: see `LinearOperatorCirculant`.
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"spectrum": 3}
    _DEPTH = 3

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant3D",
    ) -> None:
        super().__init__(
            spectrum, input_output_dtype, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name,
        )  # fmt: skip

"""`tf.linalg.LinearOperatorTridiag`: a diagonal and its two neighbours."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops import diagonal
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.complex import conj
from pellucid.ops.joining import concat, stack
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    batch_of,
    check_hint,
    check_rank,
    common_batch,
    same_batch,
    static_batch,
    with_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of
from pellucid.ops.reversing import roll
from pellucid.ops.tridiagonal import tridiagonal_matmul, tridiagonal_solve

_FORMATS = ("compact", "matrix", "sequence")


class LinearOperatorTridiag(LinearOperator):
    """Tridiagonal matrices: shape [B1, ..., Bb, N, N], applied and solved in O(N).

    Args:
        diagonals: by `diagonals_format`:
            "compact": shape [B1, ..., Bb, 3, N], the diagonals above, on and below the main one;
                the last element of the first and the first of the third are not looked at.
            "sequence": a list of these three, each of shape [B1, ..., Bb, N].
            "matrix": shape [B1, ..., Bb, N, N], of which other diagonals are not looked at.
        diagonals_format: see there.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
        name: a name for the operator.

    Raises:
        ValueError: there is no such format, or `is_square` is False.

    Example:
        >>> operator = tf.linalg.LinearOperatorTridiag([[1., 0.], [2., 3.], [0., 4.]])
        >>> operator.to_dense().numpy().tolist()
        [[2.0, 1.0], [4.0, 3.0]]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"diagonals": 2}

    def __init__(
        self,
        diagonals: TensorLike,
        diagonals_format: str = "compact",
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorTridiag",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorTridiag"
        if diagonals_format not in _FORMATS:
            raise ValueError(explain(f"{where} [diagonals_format]", "no such format",
                                     expected=_FORMATS, received=diagonals_format))  # fmt: skip
        check_hint(where, is_square, True, "Only square tridiagonal operators are supported")
        self._diagonals_format = diagonals_format
        if diagonals_format == "sequence":
            self._diagonals: Any = [as_parameter(d) for d in diagonals]  # type: ignore[union-attr]
            if len(self._diagonals) != 3:
                raise ValueError(explain(f"{where} [diagonals]", "Expected a sequence of length 3",
                                         received=len(self._diagonals)))  # fmt: skip
            main = self._diagonals[1]
        else:
            self._diagonals = main = as_parameter(diagonals)
            check_rank(f"{where} [diagonals]", main, 2)
        super().__init__(
            main.dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def diagonals(self) -> Any:
        """The diagonals, as given."""
        return self._diagonals

    @property
    def diagonals_format(self) -> str:
        """How `diagonals` holds them."""
        return self._diagonals_format

    def _shape(self) -> TensorShape:
        if self._diagonals_format == "matrix":
            return self._diagonals.shape
        if self._diagonals_format == "sequence":
            known = [d.shape for d in self._diagonals]
            size = known[1][-1] if known[1].rank is not None else None
            return static_batch(*(s[:-1] for s in known)).concatenate([size, size])
        known = self._diagonals.shape
        return known if known.rank is None else known[:-2].concatenate([known[-1], known[-1]])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._compact())
        return concat([sizes[:-2], sizes[-1:], sizes[-1:]], 0)

    def _compact(self, adjoint: bool = False) -> Tensor:
        """The three diagonals, shape [..., 3, N]; those of the adjoint change places."""
        above, main, below = self._three()
        if adjoint:
            above, main, below = (
                roll(conj(below), -1, axis=-1), conj(main), roll(conj(above), 1, axis=-1)
            )  # fmt: skip
        return stack([above, main, below], axis=-2)

    def _three(self) -> list[Tensor]:
        if self._diagonals_format == "sequence":
            parts = [as_tensor(d) for d in self._diagonals]
            batch = common_batch(*(batch_of(p, 1) for p in parts))
            return [with_batch(p, batch, 1) for p in parts]
        held = as_tensor(self._diagonals)
        if self._diagonals_format == "matrix":
            held = diagonal.diag_part(held, k=(-1, 1), align="LEFT_RIGHT")
        return [held[..., i, :] for i in range(3)]

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        return tridiagonal_matmul(*same_batch(self._compact(adjoint), x))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return tridiagonal_solve(*same_batch(self._compact(adjoint), rhs))

    def _to_dense(self) -> Tensor:
        return diagonal.diag(self._compact(), k=(-1, 1), align="LEFT_RIGHT")

    def _diag_part(self) -> Tensor:
        return self._three()[1]

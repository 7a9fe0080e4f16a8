"""Former versions of ops on diagonals, and linear algebra that is one line of others."""

from __future__ import annotations

from typing import Any

from pellucid.core.registry import OPS
from pellucid.ops import tridiagonal
from pellucid.ops.composed import composed
from pellucid.ops.joining import concat

BandedTriangularSolve = composed(
    "BandedTriangularSolve", "matrix: T, rhs: T -> output: T", lower=True, adjoint=False
)
TridiagonalMatMul = composed(
    "TridiagonalMatMul", "superdiag: T, maindiag: T, subdiag: T, rhs: T -> output: T"
)


@BandedTriangularSolve.by
def _(matrix: Any, rhs: Any, lower: bool, adjoint: bool) -> Any:
    return tridiagonal.banded_triangular_solve(matrix, rhs, lower, adjoint)


@TridiagonalMatMul.by
def _(superdiag: Any, maindiag: Any, subdiag: Any, rhs: Any) -> Any:
    diagonals = concat([superdiag, maindiag, subdiag], -2)
    return tridiagonal.tridiagonal_matmul(diagonals, rhs, diagonals_format="compact")


# ---------------------------------------------------------------- diagonals

MatrixDiag = composed("MatrixDiag", "diagonal: T -> output: T")
MatrixDiagPart = composed("MatrixDiagPart", "input: T -> diagonal: T")
MatrixSetDiag = composed("MatrixSetDiag", "input: T, diagonal: T -> output: T")
MatrixDiagV2 = composed(
    "MatrixDiagV2",
    "diagonal: T, k: int32, num_rows: int32, num_cols: int32, padding_value: T -> output: T",
)  # fmt: skip
MatrixDiagPartV2 = composed(
    "MatrixDiagPartV2", "input: T, k: int32, padding_value: T -> diagonal: T"
)
MatrixSetDiagV2 = composed("MatrixSetDiagV2", "input: T, diagonal: T, k: int32 -> output: T")


@MatrixDiag.by
def _(diagonal: Any) -> Any:
    return OPS["MatrixDiagV3"](diagonal, 0, -1, -1, _zero(diagonal))


@MatrixDiagPart.by
def _(input: Any) -> Any:
    return OPS["MatrixDiagPartV3"](input, 0, _zero(input))


@MatrixSetDiag.by
def _(input: Any, diagonal: Any) -> Any:
    return OPS["MatrixSetDiagV3"](input, diagonal, 0)


def _zero(like: Any) -> Any:
    return OPS["Cast"](0, DstT=like.dtype)


# The second versions of these ops put short diagonals at the left; the third ask where.
@MatrixDiagV2.by
def _(diagonal: Any, k: Any, num_rows: Any, num_cols: Any, padding_value: Any) -> Any:
    return OPS["MatrixDiagV3"](diagonal, k, num_rows, num_cols, padding_value, align="LEFT_LEFT")


@MatrixDiagPartV2.by
def _(input: Any, k: Any, padding_value: Any) -> Any:
    return OPS["MatrixDiagPartV3"](input, k, padding_value, align="LEFT_LEFT")


@MatrixSetDiagV2.by
def _(input: Any, diagonal: Any, k: Any) -> Any:
    return OPS["MatrixSetDiagV3"](input, diagonal, k, align="LEFT_LEFT")

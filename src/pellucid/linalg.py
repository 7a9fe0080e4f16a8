"""`tf.linalg`: linear algebra.

The linear operators, a package of their own, are imported when one is first used.
"""

from typing import TYPE_CHECKING

from pellucid import linalg_experimental as experimental
from pellucid.core.late import late
from pellucid.ops.clipping import global_norm as global_norm
from pellucid.ops.decomposition import (
    cholesky as cholesky,
    cholesky_solve as cholesky_solve,
    det as det,
    inv as inv,
    logdet as logdet,
    lu as lu,
    lu_matrix_inverse as lu_matrix_inverse,
    lu_reconstruct as lu_reconstruct,
    lu_solve as lu_solve,
    slogdet as slogdet,
    solve as solve,
    triangular_solve as triangular_solve,
)
from pellucid.ops.diagonal import (
    band_part as band_part,
    diag as diag,
    diag_part as diag_part,
    set_diag as set_diag,
    tensor_diag as tensor_diag,
    tensor_diag_part as tensor_diag_part,
    trace as trace,
)
from pellucid.ops.einsum import einsum as einsum
from pellucid.ops.linalg import (
    cross as cross,
    expm as expm,
    l2_normalize as l2_normalize,
    logm as logm,
    lstsq as lstsq,
    matrix_rank as matrix_rank,
    norm as norm,
    normalize as normalize,
    pinv as pinv,
    sqrtm as sqrtm,
)
from pellucid.ops.matmul import (
    adjoint as adjoint,
    matmul as matmul,
    matrix_transpose as matrix_transpose,
    matvec as matvec,
    tensordot as tensordot,
)
from pellucid.ops.patterns import eye as eye
from pellucid.ops.spectral import (
    eig as eig,
    eigh as eigh,
    eigvals as eigvals,
    eigvalsh as eigvalsh,
    qr as qr,
    svd as svd,
)
from pellucid.ops.tridiagonal import (
    banded_triangular_solve as banded_triangular_solve,
    eigh_tridiagonal as eigh_tridiagonal,
    tridiagonal_matmul as tridiagonal_matmul,
    tridiagonal_solve as tridiagonal_solve,
)

if TYPE_CHECKING:
    from pellucid.ops.linear_operator.adjoint import (
        LinearOperatorAdjoint as LinearOperatorAdjoint,
    )
    from pellucid.ops.linear_operator.block_diag import (
        LinearOperatorBlockDiag as LinearOperatorBlockDiag,
    )
    from pellucid.ops.linear_operator.block_lower_triangular import (
        LinearOperatorBlockLowerTriangular as LinearOperatorBlockLowerTriangular,
    )
    from pellucid.ops.linear_operator.circulant import (
        LinearOperatorCirculant as LinearOperatorCirculant,
        LinearOperatorCirculant2D as LinearOperatorCirculant2D,
        LinearOperatorCirculant3D as LinearOperatorCirculant3D,
    )
    from pellucid.ops.linear_operator.composition import (
        LinearOperatorComposition as LinearOperatorComposition,
    )
    from pellucid.ops.linear_operator.diag import (
        LinearOperatorDiag as LinearOperatorDiag,
    )
    from pellucid.ops.linear_operator.full_matrix import (
        LinearOperatorFullMatrix as LinearOperatorFullMatrix,
    )
    from pellucid.ops.linear_operator.householder import (
        LinearOperatorHouseholder as LinearOperatorHouseholder,
    )
    from pellucid.ops.linear_operator.identity import (
        LinearOperatorIdentity as LinearOperatorIdentity,
    )
    from pellucid.ops.linear_operator.inversion import (
        LinearOperatorInversion as LinearOperatorInversion,
    )
    from pellucid.ops.linear_operator.kronecker import (
        LinearOperatorKronecker as LinearOperatorKronecker,
    )
    from pellucid.ops.linear_operator.linear_operator import (
        LinearOperator as LinearOperator,
    )
    from pellucid.ops.linear_operator.low_rank_update import (
        LinearOperatorLowRankUpdate as LinearOperatorLowRankUpdate,
    )
    from pellucid.ops.linear_operator.lower_triangular import (
        LinearOperatorLowerTriangular as LinearOperatorLowerTriangular,
    )
    from pellucid.ops.linear_operator.permutation import (
        LinearOperatorPermutation as LinearOperatorPermutation,
    )
    from pellucid.ops.linear_operator.scaled_identity import (
        LinearOperatorScaledIdentity as LinearOperatorScaledIdentity,
    )
    from pellucid.ops.linear_operator.toeplitz import (
        LinearOperatorToeplitz as LinearOperatorToeplitz,
    )
    from pellucid.ops.linear_operator.tridiag import (
        LinearOperatorTridiag as LinearOperatorTridiag,
    )
    from pellucid.ops.linear_operator.zeros import (
        LinearOperatorZeros as LinearOperatorZeros,
    )

__getattr__ = late(
    globals(),
    {
        "LinearOperator": "pellucid.ops.linear_operator.linear_operator",
        "LinearOperatorAdjoint": "pellucid.ops.linear_operator.adjoint",
        "LinearOperatorBlockDiag": "pellucid.ops.linear_operator.block_diag",
        "LinearOperatorBlockLowerTriangular": "pellucid.ops.linear_operator.block_lower_triangular",
        "LinearOperatorCirculant": "pellucid.ops.linear_operator.circulant",
        "LinearOperatorCirculant2D": "pellucid.ops.linear_operator.circulant",
        "LinearOperatorCirculant3D": "pellucid.ops.linear_operator.circulant",
        "LinearOperatorComposition": "pellucid.ops.linear_operator.composition",
        "LinearOperatorDiag": "pellucid.ops.linear_operator.diag",
        "LinearOperatorFullMatrix": "pellucid.ops.linear_operator.full_matrix",
        "LinearOperatorHouseholder": "pellucid.ops.linear_operator.householder",
        "LinearOperatorIdentity": "pellucid.ops.linear_operator.identity",
        "LinearOperatorInversion": "pellucid.ops.linear_operator.inversion",
        "LinearOperatorKronecker": "pellucid.ops.linear_operator.kronecker",
        "LinearOperatorLowRankUpdate": "pellucid.ops.linear_operator.low_rank_update",
        "LinearOperatorLowerTriangular": "pellucid.ops.linear_operator.lower_triangular",
        "LinearOperatorPermutation": "pellucid.ops.linear_operator.permutation",
        "LinearOperatorScaledIdentity": "pellucid.ops.linear_operator.scaled_identity",
        "LinearOperatorToeplitz": "pellucid.ops.linear_operator.toeplitz",
        "LinearOperatorTridiag": "pellucid.ops.linear_operator.tridiag",
        "LinearOperatorZeros": "pellucid.ops.linear_operator.zeros",
    },
)

__all__ = [
    "LinearOperator",
    "LinearOperatorAdjoint",
    "LinearOperatorBlockDiag",
    "LinearOperatorBlockLowerTriangular",
    "LinearOperatorCirculant",
    "LinearOperatorCirculant2D",
    "LinearOperatorCirculant3D",
    "LinearOperatorComposition",
    "LinearOperatorDiag",
    "LinearOperatorFullMatrix",
    "LinearOperatorHouseholder",
    "LinearOperatorIdentity",
    "LinearOperatorInversion",
    "LinearOperatorKronecker",
    "LinearOperatorLowRankUpdate",
    "LinearOperatorLowerTriangular",
    "LinearOperatorPermutation",
    "LinearOperatorScaledIdentity",
    "LinearOperatorToeplitz",
    "LinearOperatorTridiag",
    "LinearOperatorZeros",
    "adjoint",
    "band_part",
    "banded_triangular_solve",
    "cholesky",
    "cholesky_solve",
    "cross",
    "det",
    "diag",
    "diag_part",
    "eig",
    "eigh",
    "eigh_tridiagonal",
    "eigvals",
    "eigvalsh",
    "einsum",
    "experimental",
    "expm",
    "eye",
    "global_norm",
    "inv",
    "l2_normalize",
    "logdet",
    "logm",
    "lstsq",
    "lu",
    "lu_matrix_inverse",
    "lu_reconstruct",
    "lu_solve",
    "matmul",
    "matrix_rank",
    "matrix_transpose",
    "matvec",
    "norm",
    "normalize",
    "pinv",
    "qr",
    "set_diag",
    "slogdet",
    "solve",
    "sqrtm",
    "svd",
    "tensor_diag",
    "tensor_diag_part",
    "tensordot",
    "trace",
    "triangular_solve",
    "tridiagonal_matmul",
    "tridiagonal_solve",
]

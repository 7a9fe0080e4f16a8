"""`tf.linalg`: linear algebra."""

from pellucid.ops.clipping import global_norm as global_norm
from pellucid.ops.decomposition import cholesky as cholesky
from pellucid.ops.decomposition import cholesky_solve as cholesky_solve
from pellucid.ops.decomposition import det as det
from pellucid.ops.decomposition import inv as inv
from pellucid.ops.decomposition import logdet as logdet
from pellucid.ops.decomposition import lu as lu
from pellucid.ops.decomposition import lu_matrix_inverse as lu_matrix_inverse
from pellucid.ops.decomposition import lu_reconstruct as lu_reconstruct
from pellucid.ops.decomposition import lu_solve as lu_solve
from pellucid.ops.decomposition import slogdet as slogdet
from pellucid.ops.decomposition import solve as solve
from pellucid.ops.decomposition import triangular_solve as triangular_solve
from pellucid.ops.diagonal import band_part as band_part
from pellucid.ops.diagonal import diag as diag
from pellucid.ops.diagonal import diag_part as diag_part
from pellucid.ops.diagonal import set_diag as set_diag
from pellucid.ops.diagonal import tensor_diag as tensor_diag
from pellucid.ops.diagonal import tensor_diag_part as tensor_diag_part
from pellucid.ops.diagonal import trace as trace
from pellucid.ops.einsum import einsum as einsum
from pellucid.ops.linalg import cross as cross
from pellucid.ops.linalg import expm as expm
from pellucid.ops.linalg import l2_normalize as l2_normalize
from pellucid.ops.linalg import logm as logm
from pellucid.ops.linalg import lstsq as lstsq
from pellucid.ops.linalg import matrix_rank as matrix_rank
from pellucid.ops.linalg import norm as norm
from pellucid.ops.linalg import normalize as normalize
from pellucid.ops.linalg import pinv as pinv
from pellucid.ops.linalg import sqrtm as sqrtm
from pellucid.ops.matmul import adjoint as adjoint
from pellucid.ops.matmul import matmul as matmul
from pellucid.ops.matmul import matrix_transpose as matrix_transpose
from pellucid.ops.matmul import matvec as matvec
from pellucid.ops.matmul import tensordot as tensordot
from pellucid.ops.patterns import eye as eye
from pellucid.ops.spectral import eig as eig
from pellucid.ops.spectral import eigh as eigh
from pellucid.ops.spectral import eigvals as eigvals
from pellucid.ops.spectral import eigvalsh as eigvalsh
from pellucid.ops.spectral import qr as qr
from pellucid.ops.spectral import svd as svd
from pellucid.ops.tridiagonal import banded_triangular_solve as banded_triangular_solve
from pellucid.ops.tridiagonal import eigh_tridiagonal as eigh_tridiagonal
from pellucid.ops.tridiagonal import tridiagonal_matmul as tridiagonal_matmul
from pellucid.ops.tridiagonal import tridiagonal_solve as tridiagonal_solve

__all__ = [
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

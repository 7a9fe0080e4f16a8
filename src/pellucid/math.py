"""`tf.math`: mathematics on tensors."""

from pellucid import math_special as special
from pellucid.ops.activation import log_softmax as log_softmax
from pellucid.ops.activation import softmax as softmax
from pellucid.ops.array import invert_permutation as invert_permutation
from pellucid.ops.bessel import bessel_i0 as bessel_i0
from pellucid.ops.bessel import bessel_i0e as bessel_i0e
from pellucid.ops.bessel import bessel_i1 as bessel_i1
from pellucid.ops.bessel import bessel_i1e as bessel_i1e
from pellucid.ops.comparison import equal as equal
from pellucid.ops.comparison import greater as greater
from pellucid.ops.comparison import greater_equal as greater_equal
from pellucid.ops.comparison import is_finite as is_finite
from pellucid.ops.comparison import is_inf as is_inf
from pellucid.ops.comparison import is_nan as is_nan
from pellucid.ops.comparison import is_non_decreasing as is_non_decreasing
from pellucid.ops.comparison import is_strictly_increasing as is_strictly_increasing
from pellucid.ops.comparison import less as less
from pellucid.ops.comparison import less_equal as less_equal
from pellucid.ops.comparison import logical_and as logical_and
from pellucid.ops.comparison import logical_not as logical_not
from pellucid.ops.comparison import logical_or as logical_or
from pellucid.ops.comparison import logical_xor as logical_xor
from pellucid.ops.comparison import not_equal as not_equal
from pellucid.ops.complex import angle as angle
from pellucid.ops.complex import conj as conj
from pellucid.ops.complex import imag as imag
from pellucid.ops.complex import real as real
from pellucid.ops.counting import bincount as bincount
from pellucid.ops.counting import confusion_matrix as confusion_matrix
from pellucid.ops.counting import count_nonzero as count_nonzero
from pellucid.ops.counting import in_top_k as in_top_k
from pellucid.ops.counting import zero_fraction as zero_fraction
from pellucid.ops.cumulative import cumprod as cumprod
from pellucid.ops.cumulative import cumsum as cumsum
from pellucid.ops.cumulative import cumulative_logsumexp as cumulative_logsumexp
from pellucid.ops.division import divide as divide
from pellucid.ops.division import divide_no_nan as divide_no_nan
from pellucid.ops.division import floordiv as floordiv
from pellucid.ops.division import floormod as floormod
from pellucid.ops.division import mod as mod
from pellucid.ops.division import reciprocal_no_nan as reciprocal_no_nan
from pellucid.ops.division import truediv as truediv
from pellucid.ops.division import xdivy as xdivy
from pellucid.ops.exponential import exp as exp
from pellucid.ops.exponential import expm1 as expm1
from pellucid.ops.exponential import log as log
from pellucid.ops.exponential import log1p as log1p
from pellucid.ops.exponential import log_sigmoid as log_sigmoid
from pellucid.ops.exponential import rsqrt as rsqrt
from pellucid.ops.exponential import sigmoid as sigmoid
from pellucid.ops.exponential import softplus as softplus
from pellucid.ops.exponential import softsign as softsign
from pellucid.ops.exponential import sqrt as sqrt
from pellucid.ops.exponential import xlog1py as xlog1py
from pellucid.ops.exponential import xlogy as xlogy
from pellucid.ops.linalg import l2_normalize as l2_normalize
from pellucid.ops.math import abs as abs
from pellucid.ops.math import accumulate_n as accumulate_n
from pellucid.ops.math import add as add
from pellucid.ops.math import add_n as add_n
from pellucid.ops.math import maximum as maximum
from pellucid.ops.math import minimum as minimum
from pellucid.ops.math import multiply as multiply
from pellucid.ops.math import multiply_no_nan as multiply_no_nan
from pellucid.ops.math import negative as negative
from pellucid.ops.math import polyval as polyval
from pellucid.ops.math import pow as pow
from pellucid.ops.math import reciprocal as reciprocal
from pellucid.ops.math import scalar_mul as scalar_mul
from pellucid.ops.math import sign as sign
from pellucid.ops.math import square as square
from pellucid.ops.math import squared_difference as squared_difference
from pellucid.ops.math import subtract as subtract
from pellucid.ops.reduction import argmax as argmax
from pellucid.ops.reduction import argmin as argmin
from pellucid.ops.reduction import reduce_all as reduce_all
from pellucid.ops.reduction import reduce_any as reduce_any
from pellucid.ops.reduction import reduce_euclidean_norm as reduce_euclidean_norm
from pellucid.ops.reduction import reduce_logsumexp as reduce_logsumexp
from pellucid.ops.reduction import reduce_max as reduce_max
from pellucid.ops.reduction import reduce_mean as reduce_mean
from pellucid.ops.reduction import reduce_min as reduce_min
from pellucid.ops.reduction import reduce_prod as reduce_prod
from pellucid.ops.reduction import reduce_std as reduce_std
from pellucid.ops.reduction import reduce_sum as reduce_sum
from pellucid.ops.reduction import reduce_variance as reduce_variance
from pellucid.ops.rounding import ceil as ceil
from pellucid.ops.rounding import floor as floor
from pellucid.ops.rounding import rint as rint
from pellucid.ops.rounding import round as round
from pellucid.ops.segment import segment_max as segment_max
from pellucid.ops.segment import segment_mean as segment_mean
from pellucid.ops.segment import segment_min as segment_min
from pellucid.ops.segment import segment_prod as segment_prod
from pellucid.ops.segment import segment_sum as segment_sum
from pellucid.ops.segment import unsorted_segment_max as unsorted_segment_max
from pellucid.ops.segment import unsorted_segment_mean as unsorted_segment_mean
from pellucid.ops.segment import unsorted_segment_min as unsorted_segment_min
from pellucid.ops.segment import unsorted_segment_prod as unsorted_segment_prod
from pellucid.ops.segment import unsorted_segment_sqrt_n as unsorted_segment_sqrt_n
from pellucid.ops.segment import unsorted_segment_sum as unsorted_segment_sum
from pellucid.ops.sobol import sobol_sample as sobol_sample
from pellucid.ops.sorting import top_k as top_k
from pellucid.ops.special import betainc as betainc
from pellucid.ops.special import digamma as digamma
from pellucid.ops.special import erf as erf
from pellucid.ops.special import erfc as erfc
from pellucid.ops.special import erfcinv as erfcinv
from pellucid.ops.special import erfinv as erfinv
from pellucid.ops.special import igamma as igamma
from pellucid.ops.special import igammac as igammac
from pellucid.ops.special import lbeta as lbeta
from pellucid.ops.special import lgamma as lgamma
from pellucid.ops.special import ndtri as ndtri
from pellucid.ops.special import nextafter as nextafter
from pellucid.ops.special import polygamma as polygamma
from pellucid.ops.special import zeta as zeta
from pellucid.ops.trigonometric import acos as acos
from pellucid.ops.trigonometric import acosh as acosh
from pellucid.ops.trigonometric import asin as asin
from pellucid.ops.trigonometric import asinh as asinh
from pellucid.ops.trigonometric import atan as atan
from pellucid.ops.trigonometric import atan2 as atan2
from pellucid.ops.trigonometric import atanh as atanh
from pellucid.ops.trigonometric import cos as cos
from pellucid.ops.trigonometric import cosh as cosh
from pellucid.ops.trigonometric import sin as sin
from pellucid.ops.trigonometric import sinh as sinh
from pellucid.ops.trigonometric import tan as tan
from pellucid.ops.trigonometric import tanh as tanh

__all__ = [
    "abs",
    "accumulate_n",
    "acos",
    "acosh",
    "add",
    "add_n",
    "angle",
    "argmax",
    "argmin",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "betainc",
    "bincount",
    "ceil",
    "confusion_matrix",
    "conj",
    "cos",
    "cosh",
    "count_nonzero",
    "cumprod",
    "cumsum",
    "cumulative_logsumexp",
    "digamma",
    "divide",
    "divide_no_nan",
    "equal",
    "erf",
    "erfc",
    "erfcinv",
    "erfinv",
    "exp",
    "expm1",
    "floor",
    "floordiv",
    "floormod",
    "greater",
    "greater_equal",
    "igamma",
    "igammac",
    "imag",
    "in_top_k",
    "invert_permutation",
    "is_finite",
    "is_inf",
    "is_nan",
    "is_non_decreasing",
    "is_strictly_increasing",
    "l2_normalize",
    "lbeta",
    "less",
    "less_equal",
    "lgamma",
    "log",
    "log1p",
    "log_sigmoid",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "multiply_no_nan",
    "ndtri",
    "negative",
    "nextafter",
    "not_equal",
    "polygamma",
    "polyval",
    "pow",
    "real",
    "reciprocal",
    "reciprocal_no_nan",
    "reduce_all",
    "reduce_any",
    "reduce_euclidean_norm",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_std",
    "reduce_sum",
    "reduce_variance",
    "rint",
    "round",
    "rsqrt",
    "scalar_mul",
    "segment_max",
    "segment_mean",
    "segment_min",
    "segment_prod",
    "segment_sum",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "sobol_sample",
    "softmax",
    "softplus",
    "softsign",
    "special",
    "sqrt",
    "square",
    "squared_difference",
    "subtract",
    "tan",
    "tanh",
    "top_k",
    "truediv",
    "unsorted_segment_max",
    "unsorted_segment_mean",
    "unsorted_segment_min",
    "unsorted_segment_prod",
    "unsorted_segment_sqrt_n",
    "unsorted_segment_sum",
    "xdivy",
    "xlog1py",
    "xlogy",
    "zero_fraction",
    "zeta",
]

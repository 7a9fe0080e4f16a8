"""`tf.debugging`: assertions and checks."""

from pellucid.ops.assertion import Assert as Assert
from pellucid.ops.assertion import assert_all_finite as assert_all_finite
from pellucid.ops.assertion import assert_equal as assert_equal
from pellucid.ops.assertion import assert_greater as assert_greater
from pellucid.ops.assertion import assert_greater_equal as assert_greater_equal
from pellucid.ops.assertion import assert_integer as assert_integer
from pellucid.ops.assertion import assert_less as assert_less
from pellucid.ops.assertion import assert_less_equal as assert_less_equal
from pellucid.ops.assertion import assert_near as assert_near
from pellucid.ops.assertion import assert_negative as assert_negative
from pellucid.ops.assertion import assert_non_negative as assert_non_negative
from pellucid.ops.assertion import assert_non_positive as assert_non_positive
from pellucid.ops.assertion import assert_none_equal as assert_none_equal
from pellucid.ops.assertion import assert_positive as assert_positive
from pellucid.ops.assertion import assert_proper_iterable as assert_proper_iterable
from pellucid.ops.assertion import assert_rank as assert_rank
from pellucid.ops.assertion import assert_rank_at_least as assert_rank_at_least
from pellucid.ops.assertion import assert_rank_in as assert_rank_in
from pellucid.ops.assertion import assert_same_float_dtype as assert_same_float_dtype
from pellucid.ops.assertion import assert_scalar as assert_scalar
from pellucid.ops.assertion import assert_shapes as assert_shapes
from pellucid.ops.assertion import assert_type as assert_type
from pellucid.ops.assertion import check_numerics as check_numerics
from pellucid.ops.assertion import is_numeric_tensor as is_numeric_tensor

__all__ = [
    "Assert",
    "assert_all_finite",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_integer",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_shapes",
    "assert_type",
    "check_numerics",
    "is_numeric_tensor",
]

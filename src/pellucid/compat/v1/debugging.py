"""`tf.compat.v1.debugging`: assertions."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.assertions import (
    verify_tensor_all_finite as assert_all_finite, assert_equal as assert_equal,
    assert_greater as assert_greater, assert_greater_equal as assert_greater_equal,
    assert_integer as assert_integer, assert_less as assert_less,
    assert_less_equal as assert_less_equal, assert_negative as assert_negative,
    assert_non_negative as assert_non_negative, assert_non_positive as assert_non_positive,
    assert_none_equal as assert_none_equal, assert_positive as assert_positive,
    assert_rank as assert_rank, assert_rank_at_least as assert_rank_at_least,
    assert_rank_in as assert_rank_in, assert_scalar as assert_scalar, assert_type as assert_type,
    Data as Data,
)
from pellucid.debugging import (
    Assert as Assert, assert_proper_iterable as assert_proper_iterable,
    assert_same_float_dtype as assert_same_float_dtype, is_numeric_tensor as is_numeric_tensor,
)
from pellucid.math import (
    is_finite as is_finite, is_inf as is_inf, is_nan as is_nan,
    is_non_decreasing as is_non_decreasing, is_strictly_increasing as is_strictly_increasing,
)
from pellucid.debugging import (
    disable_check_numerics as disable_check_numerics,
    disable_traceback_filtering as disable_traceback_filtering,
    enable_check_numerics as enable_check_numerics,
    enable_traceback_filtering as enable_traceback_filtering,
    get_log_device_placement as get_log_device_placement,
    is_traceback_filtering_enabled as is_traceback_filtering_enabled,
    set_log_device_placement as set_log_device_placement,
)

__all__ = [
    "Assert", "Data", "assert_all_finite", "assert_equal", "assert_greater", "assert_greater_equal",
    "assert_integer", "assert_less", "assert_less_equal", "assert_negative", "assert_non_negative",
    "assert_non_positive", "assert_none_equal", "assert_positive", "assert_proper_iterable",
    "assert_rank", "assert_rank_at_least", "assert_rank_in", "assert_same_float_dtype",
    "assert_scalar", "assert_type", "disable_check_numerics", "disable_traceback_filtering",
    "enable_check_numerics", "enable_traceback_filtering", "get_log_device_placement", "is_finite",
    "is_inf", "is_nan", "is_non_decreasing", "is_numeric_tensor", "is_strictly_increasing",
    "is_traceback_filtering_enabled", "set_log_device_placement",
]

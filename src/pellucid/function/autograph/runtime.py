"""The names that rewritten code uses, as `ag__`."""

from pellucid.function.autograph.expressions import (
    BUILTINS as BUILTINS,
    and_ as and_,
    chained as chained,
    if_exp as if_exp,
    not_ as not_,
    or_ as or_,
    returned as returned,
)
from pellucid.function.autograph.staged import (
    range_tensor,
    range_to_loop_over,
    unpacked as unpacked,
)
from pellucid.function.autograph.state import (
    read as read,
    write_attribute as write_attribute,
    write_item as write_item,
)
from pellucid.function.autograph.statements import (
    assert_stmt as assert_stmt,
    for_stmt as for_stmt,
    if_stmt as if_stmt,
    while_stmt as while_stmt,
)
from pellucid.function.autograph.undefined import Undefined as Undefined
from pellucid.ops.creation import range as tensor_range


def call(function: object) -> object:
    """What converted code calls instead of `function`."""
    from pellucid.function.autograph.conversion import call as convert_call

    return convert_call(function)


def call_to_loop_over(function: object) -> object:
    """What converted code calls in `for … in function(…)`."""
    if function is tensor_range:
        return range_tensor
    return range_to_loop_over if function is range else call(function)

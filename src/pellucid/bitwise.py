"""`tf.bitwise`: operations on the bits of integers."""

from pellucid.ops.bitwise import bitwise_and as bitwise_and
from pellucid.ops.bitwise import bitwise_or as bitwise_or
from pellucid.ops.bitwise import bitwise_xor as bitwise_xor
from pellucid.ops.bitwise import invert as invert
from pellucid.ops.bitwise import left_shift as left_shift
from pellucid.ops.bitwise import right_shift as right_shift

__all__ = [
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "invert",
    "left_shift",
    "right_shift",
]

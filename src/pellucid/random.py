"""`tf.random`: random numbers."""

from pellucid.core.seeds import set_seed as set_seed
from pellucid.ops.random import normal as normal
from pellucid.ops.random import shuffle as shuffle
from pellucid.ops.random import truncated_normal as truncated_normal
from pellucid.ops.random import uniform as uniform
from pellucid.ops.stateless_random import Algorithm as Algorithm
from pellucid.ops.stateless_random import fold_in as fold_in
from pellucid.ops.stateless_random import split as split
from pellucid.ops.stateless_random import stateless_normal as stateless_normal
from pellucid.ops.stateless_random import stateless_truncated_normal as stateless_truncated_normal
from pellucid.ops.stateless_random import stateless_uniform as stateless_uniform

__all__ = [
    "Algorithm",
    "fold_in",
    "normal",
    "set_seed",
    "shuffle",
    "split",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
]

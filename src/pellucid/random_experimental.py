"""`tf.random.experimental`: names from before they were final, shuffles that need no memory."""

from pellucid.ops.generator import Generator as Generator
from pellucid.ops.generator import create_rng_state as create_rng_state
from pellucid.ops.generator import get_global_generator as get_global_generator
from pellucid.ops.generator import set_global_generator as set_global_generator
from pellucid.ops.stateless_random import fold_in as stateless_fold_in
from pellucid.ops.stateless_random import split as stateless_split
from pellucid.ops.stateless_random import Algorithm as Algorithm
from pellucid.ops.stateless_random import stateless_shuffle as stateless_shuffle

__all__ = [
    "Algorithm",
    "Generator",
    "create_rng_state",
    "get_global_generator",
    "set_global_generator",
    "stateless_fold_in",
    "stateless_shuffle",
    "stateless_split",
]

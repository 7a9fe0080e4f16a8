"""Seeds: what `tf.random.set_seed` sets, and which pair of seeds an op gets.

    set_seed(seed)      the global seed; everything random starts again from here
    get_seed(op_seed)   (seed, seed2) of an op, by TensorFlow's rules
    SEEDS               the global seed, and how often it was set

An op's numbers depend on two seeds, the global one and its own:

    global  op     the pair
    None    None   (0, 0): different numbers in every program
    None    s      (87654321, s)
    g       s      (g, s)
    g       None   (g, n), n from a sequence that `set_seed` starts again: in eager mode random
                   numbers that follow from g, in a graph 0, 1, 2, …
"""

from __future__ import annotations

import random
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.errors import explain

_DEFAULT = 87654321
_LARGEST = 2**31 - 1


class Seeds:
    """The global seed.

    Attributes:
        seed: None until `set_seed`.
        epoch: how often the seed was set; random states that are older start again.
        required: whether random ops without any seed are refused.
    """

    def __init__(self) -> None:
        self.seed: int | None = None
        self.epoch = 0
        self.required = False
        self._sequence = random.Random()

    def restart(self, seed: int | None) -> None:
        """Set the seed and begin a new epoch."""
        self.seed = seed
        self.epoch += 1
        if seed is not None:
            self._sequence = random.Random(seed)

    def next(self) -> int:
        """A seed for an eager op that has none of its own."""
        return self._sequence.randint(0, _LARGEST)


SEEDS = Seeds()


def set_seed(seed: int | None) -> None:
    """Set the global seed, from which all random ops without further seeds follow.

    Eager ops and `tf.function`s start their sequences again. While a graph is being built, the seed
    is set for that graph.

    Args:
        seed: an integer; None makes the numbers different in every program.

    Example:
        >>> tf.random.set_seed(1)
        >>> a = tf.random.uniform([2])
        >>> tf.random.set_seed(1)
        >>> bool(tf.reduce_all(a == tf.random.uniform([2])))
        True
    """
    value = None if seed is None else int(seed)
    if STATE.graph is not None:
        STATE.graph.seed = value
    else:
        SEEDS.restart(value)


def get_seed(op_seed: int | None) -> tuple[int, int]:
    """The attributes `seed` and `seed2` of a random op that was given `op_seed`."""
    graph = STATE.graph
    global_seed = SEEDS.seed if graph is None else _graph_seed(graph)
    if global_seed is None:
        if op_seed is None:
            if SEEDS.required:
                problem = "Random ops require a seed to be set when determinism is enabled"
                fix = "tf.random.set_seed(1) before the op"
                raise RuntimeError(explain("tf.random", problem, fix=fix))
            return 0, 0
        pair = _DEFAULT, _in_range(op_seed)
    elif op_seed is not None:
        pair = _in_range(global_seed), _in_range(op_seed)
    else:
        pair = _in_range(global_seed), _in_range(SEEDS.next() if graph is None else _count(graph))
    # (0, 0) would mean: different numbers in every program.
    return pair if pair != (0, 0) else (0, _LARGEST)


def _in_range(seed: Any) -> int:
    return int(seed) % _LARGEST


def _graph_seed(graph: Any) -> int | None:
    while graph is not None:
        if graph.seed is not None:
            return graph.seed
        if not graph.is_function:
            return None
        graph = graph.outer
    return SEEDS.seed


def _count(graph: Any) -> int:
    """How many ops of `graph` have got a seed from this counter so far."""
    used = graph.get_collection("__seeds__")
    graph.add_to_collection("__seeds__", None)
    return len(used)

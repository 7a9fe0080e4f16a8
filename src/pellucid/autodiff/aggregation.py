"""`tf.AggregationMethod`: how contributions to one gradient are added."""

from __future__ import annotations


class AggregationMethod:
    """Names for ways to add up gradients; XLA plans the sum itself, whichever is chosen.

    Attributes:
        ADD_N, DEFAULT: one sum of all.
        EXPERIMENTAL_TREE: in pairs.
        EXPERIMENTAL_ACCUMULATE_N: as they arrive.
    """

    ADD_N = 0
    DEFAULT = ADD_N
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2

"""Ops that an imported graph gets composed of others, although Pellucid has them.

    COMPOSED     by the op's name: a function of inputs and attributes, and the outputs' names

Those that Pellucid does not have are in `ops/composed_*.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.ops.batch_norm import fused_batch_norm

Composed = Callable[[list[Any], dict[str, Any]], list[Any]]


def _batch_norm(inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
    x, scale, offset, mean, variance = inputs
    training = attrs.get("is_training", True)
    factor = attrs.get("exponential_avg_factor", 1.0)
    if training and factor == 1.0:
        mean = variance = None
    y, new_mean, new_variance = fused_batch_norm(
        x, scale, offset, mean, variance, attrs.get("epsilon", 1e-4),
        attrs.get("data_format", b"NHWC").decode(), training, exponential_avg_factor=factor,
    )  # fmt: skip
    return [y, new_mean, new_variance, new_mean, new_variance, new_variance]


_BATCH_NORM = [
    "y",
    "batch_mean",
    "batch_variance",
    "reserve_space_1",
    "reserve_space_2",
    "reserve_space_3",
]

COMPOSED: dict[str, tuple[Composed, list[str]]] = {
    "FusedBatchNorm": (lambda i, a: _batch_norm(i, a)[:5], _BATCH_NORM[:5]),
    "FusedBatchNormV2": (lambda i, a: _batch_norm(i, a)[:5], _BATCH_NORM[:5]),
    "FusedBatchNormV3": (_batch_norm, _BATCH_NORM),
}

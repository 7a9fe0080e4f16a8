"""TensorFlow's ops that Pellucid has no kernel for, composed of others when a graph is imported.

    COMPOSED     by the op's name: a function of inputs and attributes, and the outputs' names

Most are derivatives, which TensorFlow writes into graphs as ops of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import dtypes
from pellucid.core.registry import OPS
from pellucid.ops.array import shape
from pellucid.ops.batch_norm import fused_batch_norm
from pellucid.ops.gather import gather
from pellucid.ops.joining import concat
from pellucid.ops.math import add_n

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


def _variable_shape(inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
    return [shape(inputs[0], out_type=attrs.get("out_type", dtypes.int32))]


def _descend(inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
    variable, alpha, delta = inputs
    OPS["AssignSubVariableOp"](variable, alpha * delta)
    return []


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
    "Gather": (lambda i, a: [gather(i[0], i[1])], ["output"]),
    "Concat": (lambda i, a: [concat(i[1:], i[0])], ["output"]),
    "AccumulateNV2": (lambda i, a: [add_n(i)], ["sum"]),
    "VariableShape": (_variable_shape, ["output"]),
    "ResourceApplyGradientDescent": (_descend, []),
}

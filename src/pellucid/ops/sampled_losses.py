"""Losses over many classes that look at the true ones and a sample of the others.

Functions: nce_loss, sampled_softmax_loss.

References: Gutmann and Hyvärinen, "Noise-contrastive estimation", 2010. Jean et al., "On Using Very
Large Target Vocabulary for Neural Machine Translation", 2014, arXiv:1412.2007.
"""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import reshape
from pellucid.ops.broadcasting import size_along
from pellucid.ops.candidate_sampling import log_uniform_candidate_sampler
from pellucid.ops.casting import cast
from pellucid.ops.comparison import equal
from pellucid.ops.constants import convert_to_tensor, stop_gradient
from pellucid.ops.creation import ones_like, zeros_like
from pellucid.ops.exponential import log
from pellucid.ops.gather import embedding_lookup, where
from pellucid.ops.joining import concat
from pellucid.ops.losses import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
)  # fmt: skip
from pellucid.ops.matmul import matmul
from pellucid.ops.reduction import reduce_any, reduce_sum


def _sampled_logits(
    weights: Any, biases: Any, labels: Any, inputs: Any, num_sampled: int, num_classes: int,
    num_true: int, sampled_values: Any, remove_accidental_hits: bool, seed: Any,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Logits (batch, num_true + num_sampled), true classes first, and matching labels."""
    labels = reshape(cast(labels, dtypes.int64), [-1, num_true])
    if sampled_values is None:
        sampled_values = log_uniform_candidate_sampler(
            labels, num_true, num_sampled, True, num_classes, seed
        )
    sampled, true_count, sampled_count = (
        stop_gradient(convert_to_tensor(v)) for v in sampled_values
    )
    sampled = cast(sampled, dtypes.int64)
    x = convert_to_tensor(inputs)
    depth = size_along(x, -1)
    rows = reshape(embedding_lookup(weights, reshape(labels, [-1])), [-1, num_true, depth])
    true_logits = reduce_sum(reshape(x, [-1, 1, depth]) * rows, -1)
    true_logits = true_logits + embedding_lookup(biases, labels)
    other_logits = matmul(x, embedding_lookup(weights, sampled), transpose_b=True)
    other_logits = other_logits + embedding_lookup(biases, sampled)
    if remove_accidental_hits:
        hits = reduce_any(
            equal(reshape(labels, [-1, num_true, 1]), reshape(sampled, [1, 1, -1])), 1
        )
        lowest = zeros_like(other_logits) + other_logits.dtype.min
        other_logits = where(hits, other_logits + lowest, other_logits)
    true_logits = true_logits - log(cast(true_count, x.dtype))
    other_logits = other_logits - log(cast(sampled_count, x.dtype))
    share = ones_like(true_logits) / float(num_true)
    return (
        concat([true_logits, other_logits], 1),
        concat([share, zeros_like(other_logits)], 1),
    )


def nce_loss(
    weights: Any, biases: Any, labels: TensorLike, inputs: TensorLike, num_sampled: int,
    num_classes: int, num_true: int = 1, sampled_values: Any = None,
    remove_accidental_hits: bool = False, name: str = "nce_loss",
) -> Tensor:  # fmt: skip
    """Noise-contrastive estimation: tell the true classes from sampled ones by logistic regression.

    Args:
        weights: class embeddings (num_classes, dim), a tensor, a variable or a list of parts.
        biases: (num_classes,).
        labels: true classes (batch, num_true), int64.
        inputs: (batch, dim).
        num_sampled: how many classes to draw for the batch.
        num_classes: how many there are.
        num_true: how many true classes an example has.
        sampled_values: what a candidate sampler returned; by default a log-uniform sample.
        remove_accidental_hits: ignore sampled classes that are true.
        name: name of the operation.

    Returns: the loss of each example (batch,).
    """
    del name
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, None,
    )  # fmt: skip
    return reduce_sum(sigmoid_cross_entropy_with_logits(targets, logits), 1)


def sampled_softmax_loss(
    weights: Any, biases: Any, labels: TensorLike, inputs: TensorLike, num_sampled: int,
    num_classes: int, num_true: int = 1, sampled_values: Any = None,
    remove_accidental_hits: bool = True, seed: int | None = None,
    name: str = "sampled_softmax_loss",
) -> Tensor:  # fmt: skip
    """Softmax cross entropy over the true classes and a sample; for training only.

    `seed` fixes the sample; see `nce_loss` for the other arguments.
    """
    del name
    logits, targets = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, seed,
    )  # fmt: skip
    return softmax_cross_entropy_with_logits(stop_gradient(targets), logits)

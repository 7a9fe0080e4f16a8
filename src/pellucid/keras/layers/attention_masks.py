"""Which queries see which values: what the attention layers with heads share."""

from __future__ import annotations

from typing import Any

import pellucid as tf


def combined_mask(
    query: tf.Tensor,
    value: tf.Tensor,
    *,
    query_mask: Any,
    value_mask: Any,
    key_mask: Any,
    attention_mask: Any,
    causal: bool,
    sliding_window: int | None,
) -> Any:
    """Where a query may look, bool that broadcasts to (batch, t, s); None for everywhere.

    Args:
        query, value: (batch, t, …) and (batch, s, …).
        query_mask: (batch, t), value_mask and key_mask: (batch, s).
        attention_mask: (batch, t, s), or with an axis of heads; ints and floats count as bool.
        causal: whether query i sees the values up to i only.
        sliding_window: whether query i sees only values from i - sliding_window + 1 to
            i + sliding_window - 1.
    """
    masks = []
    if query_mask is not None:
        masks.append(tf.expand_dims(tf.cast(query_mask, tf.bool), -1))
    for mask in (value_mask, key_mask):
        if mask is not None:
            masks.append(tf.expand_dims(tf.cast(mask, tf.bool), -2))
    rows = tf.expand_dims(tf.range(tf.shape(query)[1]), -1)
    columns = tf.range(tf.shape(value)[1])
    if causal:
        masks.append(tf.expand_dims(rows >= columns, 0))
    if sliding_window is not None:
        masks.append(tf.expand_dims(tf.abs(rows - columns) < sliding_window, 0))
    if attention_mask is not None:
        attention_mask = tf.cast(attention_mask, tf.bool)
        if masks and len(attention_mask.shape) == 4:
            masks = [tf.expand_dims(mask, 1) for mask in masks]
        masks.append(attention_mask)
    result = None
    for mask in masks:
        result = mask if result is None else tf.logical_and(result, mask)
    return result


def masked_softmax(
    scores: tf.Tensor, allowed: Any, axes: tuple[int, ...] = (-1,), *, empty: bool = False
) -> tf.Tensor:
    """softmax over `axes` of the scores where `allowed`; the others vanish.

    Args:
        empty: where nothing is allowed, whether all weights are 0; otherwise they are equal there.
            In Keras it depends on the way that is taken: 0 where it needs the weights themselves,
            to return them or for dropout.
    """
    if allowed is not None:
        # as low as the dtype allows without becoming infinite
        low = {tf.float16: 3e4}.get(scores.dtype, 1e9)
        scores = scores - low * (1 - tf.cast(allowed, scores.dtype))
    if len(axes) == 1:
        weights = tf.nn.softmax(scores, axis=axes[0])
    else:
        weights = tf.exp(scores - tf.reduce_logsumexp(scores, axis=axes, keepdims=True))
    if empty and allowed is not None:
        left = tf.reduce_any(tf.cast(allowed, tf.bool), axis=axes, keepdims=True)
        weights = weights * tf.cast(left, weights.dtype)
    return weights


def check_flash_attention(layer: str, flash_attention: Any) -> None:
    """Raises ValueError where a layer is asked for it."""
    if flash_attention:
        raise ValueError(
            f"{layer} [flash_attention]: Flash attention is not supported in TensorFlow backend. "
            "Expected None or False. Fix: leave it out, XLA fuses what it can."
        )

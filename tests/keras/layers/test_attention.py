"""Attention, MultiHeadAttention, GroupQueryAttention: masks, scores, symbolic calls."""

from __future__ import annotations

import numpy as np
import pytest
from check_layer import data

import pellucid as tf

L = tf.keras.layers
HEADS = {
    "multi": lambda **k: L.MultiHeadAttention(2, 3, **k),
    "group": lambda **k: L.GroupQueryAttention(3, 4, 2, **k),
}


@pytest.mark.parametrize("kind", HEADS)
def test_weights_are_probabilities_of_allowed_places(kind):
    layer, x = HEADS[kind](), data((2, 5, 4))
    y, weights = layer(x, x, return_attention_scores=True, use_causal_mask=True)
    assert y.shape == (2, 5, 4)
    np.testing.assert_allclose(tf.reduce_sum(weights, -1), np.ones(weights.shape[:3]), rtol=1e-5)
    assert not np.triu(weights.numpy(), 1).any()


@pytest.mark.parametrize("kind", HEADS)
def test_masked_values_do_not_matter(kind):
    layer, query, value = HEADS[kind](), data((2, 3, 4)), data((2, 5, 4))
    mask = np.array([[True, True, False, True, False]] * 2)
    other = np.where(mask[..., None], value, 7.0).astype("float32")
    np.testing.assert_allclose(
        layer(query, value, value_mask=mask), layer(query, other, value_mask=mask), rtol=1e-5
    )
    full = np.repeat(mask[:, None], 3, axis=1)
    np.testing.assert_allclose(
        layer(query, value, attention_mask=full), layer(query, value, value_mask=mask), rtol=1e-5
    )


@pytest.mark.parametrize("kind", HEADS)
def test_symbolic_call_config_and_graph(kind):
    layer, x = HEADS[kind](use_gate=True, sliding_window=2), data((2, 5, 4))
    y = layer(x, x)
    symbol = tf.keras.Input((5, 4))
    model = tf.keras.Model(symbol, layer(symbol, symbol))
    np.testing.assert_allclose(model(x), y, rtol=1e-5)
    outputs = layer(symbol, symbol, return_attention_scores=True)
    heads = layer.weights[0].shape[1]
    assert [tuple(o.shape) for o in outputs] == [(None, 5, 4), (None, heads, 5, 5)]
    copy = type(layer).from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    copy(x, x)
    copy.set_weights(layer.get_weights())
    np.testing.assert_array_equal(copy(x, x), y)


def test_the_mask_of_an_embedding_reaches_attention():
    tokens = np.array([[1, 2, 0, 0]])
    embed, layer = L.Embedding(3, 4, mask_zero=True), L.MultiHeadAttention(2, 3)
    x = embed(tokens)
    y = layer(x, x)
    np.testing.assert_allclose(y[:, :2], layer(x[:, :2], x[:, :2]), rtol=1e-5)


def test_attention_over_several_axes():
    x = data((2, 3, 4, 5))
    assert L.MultiHeadAttention(2, 3)(x, x).shape == (2, 3, 4, 5)
    y = L.MultiHeadAttention(2, 3, attention_axes=(2,), output_shape=(2, 6))(x, x)
    assert y.shape == (2, 3, 4, 2, 6)


def test_dropout_of_weights():
    layer, x = L.Attention(dropout=0.5, seed=1), data((2, 5, 4))
    assert (layer([x, x], training=True) != layer([x, x])).numpy().any()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: L.MultiHeadAttention(0, 3), "num_heads"),
        (lambda: L.MultiHeadAttention(1, 3, flash_attention=True), "flash_attention"),
        (lambda: L.GroupQueryAttention(4, 4, 3), "divisible"),
        (lambda: L.Attention(score_mode="x"), "score_mode"),
        (lambda: L.Attention()(data((2, 3, 4))), "list of inputs"),
        (lambda: L.Attention()([data((2, 3, 4))]), "length 2 or 3"),
    ],
)
def test_errors(make, words):
    with pytest.raises(ValueError, match=words):
        make()

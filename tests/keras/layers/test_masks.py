"""How masks travel from layer to layer; answers of Keras 3.15."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf

L = tf.keras.layers
A_MASK, B_MASK = [[1, 1, 0], [1, 0, 0]], [[1, 0, 1], [1, 0, 0]]
UNMASKED = tf.ones([2, 3, 4])


def masked(ids: Any) -> Any:
    return L.Embedding(7, 4, mask_zero=True)(tf.constant(ids))


def a() -> Any:
    return masked([[1, 2, 0], [3, 0, 0]])


def b() -> Any:
    return masked([[1, 0, 5], [3, 0, 0]])


def mask(x: Any) -> Any:
    found = getattr(x, "_keras_mask", None)
    return None if found is None else found.numpy().astype(int).tolist()


class Positive(L.Layer):
    def compute_mask(self, x: Any, mask: Any = None) -> Any:
        return x > 0

    def call(self, x: Any) -> Any:
        return x * 2


class Embedded(L.Layer):
    """The transformer tutorial's positional embedding, in short."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = L.Embedding(7, 4, mask_zero=True)

    def compute_mask(self, *args: Any, **kwargs: Any) -> Any:
        return self.embedding.compute_mask(*args, **kwargs)

    def call(self, x: Any) -> Any:
        return self.embedding(x) * 2.0


class Closed(Positive):
    def __init__(self) -> None:
        super().__init__()
        self.supports_masking = False


def test_layers_that_compute_masks_pass_them_on() -> None:
    assert Positive().supports_masking
    assert mask(Positive()(tf.constant([[0.0, 1.0, 5.0]]))) == [[0, 1, 1]]
    assert mask(Embedded()(tf.constant([[1, 2, 0], [3, 0, 0]]))) == A_MASK
    assert Positive()(tf.keras.Input((3,)))._keras_mask is not None
    assert mask(Closed()(tf.constant([[0.0, 1.0]]))) is None


def test_layers_that_do_not() -> None:
    class Plain(L.Layer):
        def call(self, x: Any) -> Any:
            return x * 2

    assert not Plain().supports_masking
    assert mask(Plain()(a())) is None
    assert mask(L.RMSNormalization()(a())) is None
    assert not tf.keras.Sequential().supports_masking
    assert mask(tf.keras.Sequential([L.Dense(2)])(a())) == A_MASK


@pytest.mark.parametrize("kind", [L.Add, L.Multiply, L.Average, L.Maximum, L.Subtract])
def test_merging(kind: Any) -> None:
    assert mask(kind()([a(), b()])) == [[1, 1, 1], [1, 0, 0]]
    assert mask(kind()([a(), UNMASKED])) is None
    assert mask(kind()([UNMASKED, a()])) is None


def test_joining() -> None:
    assert mask(L.Concatenate()([a(), b()])) == [[1, 1, 1], [1, 0, 0]]
    assert mask(L.Concatenate()([a(), UNMASKED])) == [[1, 1, 1], [1, 1, 1]]
    assert mask(L.Concatenate()([UNMASKED, UNMASKED])) is None
    joined = L.Concatenate(axis=1)([a(), b()])
    assert mask(joined) == [x + y for x, y in zip(A_MASK, B_MASK, strict=True)]


def test_attention_takes_the_masks_of_its_inputs_away() -> None:
    x, y = a(), b()
    found = L.MultiHeadAttention(2, 2)(x, y)
    assert mask(found) == A_MASK
    assert mask(x) is None
    assert mask(y) is None
    assert mask(L.Add()([x, found])) is None  # as in the tutorial's blocks
    x = a()
    assert mask(L.Attention()([x, b()])) == A_MASK
    assert mask(x) == A_MASK


def test_several_outputs() -> None:
    class Both(L.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.supports_masking = True

        def call(self, x: Any) -> Any:
            return x, x * 2

    first, second = Both()(a())
    assert mask(first) == A_MASK
    assert mask(second) is None


def test_attention_uses_masks() -> None:
    layer = L.MultiHeadAttention(1, 2)
    x, y = a(), b()
    with_masks, scores = layer(x, y, return_attention_scores=True)
    assert with_masks.shape == (2, 3, 4)
    np.testing.assert_allclose(scores[0, 0, 0, 1], 0, atol=1e-7)  # y's second place is masked


QUERY = tf.reshape(tf.sin(tf.range(24.0)), [2, 3, 4])
NOTHING_FOR_THE_SECOND = tf.constant([[[True, False, True], [False] * 3, [True] * 3]] * 2)


def test_softmax_of_rows_that_are_masked_everywhere() -> None:
    x = tf.constant([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    allowed = tf.constant([[True, False, True], [False] * 3])
    found = L.Softmax()(x, mask=allowed)
    np.testing.assert_allclose(found, [[0.1192029, 0, 0.8807971], [0, 0, 0]], rtol=1e-5)


@pytest.mark.parametrize(
    "make",
    [
        lambda **k: L.MultiHeadAttention(2, 2, kernel_initializer="ones", **k),
        lambda **k: L.GroupQueryAttention(2, 2, 1, kernel_initializer="ones", **k),
    ],
)
def test_attention_to_nothing(make: Any) -> None:
    """Zero where Keras computes the weights themselves, their mean in its other way."""
    layer = make()
    output, weights = layer(
        QUERY, QUERY, attention_mask=NOTHING_FOR_THE_SECOND, return_attention_scores=True
    )
    np.testing.assert_array_equal(weights[0, :, 1], np.zeros((2, 3)))
    np.testing.assert_array_equal(output[0, 1], np.zeros(4))
    assert np.abs(layer(QUERY, QUERY, attention_mask=NOTHING_FOR_THE_SECOND)[0, 1]).min() > 0.1
    dropping = make(dropout=0.5)
    found = dropping(QUERY, QUERY, attention_mask=NOTHING_FOR_THE_SECOND)
    np.testing.assert_array_equal(found[0, 1], np.zeros(4))

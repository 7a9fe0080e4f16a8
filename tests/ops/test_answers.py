"""Odd corners in which a comparison with TensorFlow 2.21 once found another answer here."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

SEED = tf.constant([1, 0], tf.int64)


def lists(value):
    return [v.numpy().tolist() for v in tf.nest.flatten(value, expand_composites=True)]


ANSWERS = {
    "gamma: one stream for each alpha": (
        lambda: tf.random.stateless_gamma([2, 3], SEED, [0.5, 1.0, 9.0]),
        [[[0.0015472403, 1.2445581, 9.869728], [1.22207, 1.7229338, 11.501857]]],
    ),
    "bounds further below than above": (
        lambda: tf.random.stateless_parameterized_truncated_normal(
            [4], SEED, 0.0, 1.0, -5.0, 4.0
        ),
        [[0.12665030, -0.49301657, 0.63119072, -0.78884655]],
    ),
    "fold_in has the dtype of the data": (
        lambda: tf.random.fold_in(SEED, 7), [[-412061107, 7]]
    ),
    "fixed unigrams": (
        lambda: tf.random.fixed_unigram_candidate_sampler(
            tf.constant([[1]], tf.int64), 1, 3, True, 5, unigrams=[1.0, 2.0, 3.0, 4.0, 5.0], seed=1
        ),
        [[4, 2, 3], [[0.4]], [1.0, 0.6, 0.8]],
    ),
    "stacked partitions keep the dtype of ids": (
        lambda: tf.ragged.stack_dynamic_partitions([5, 6, 7], [0, 1, 0], 3).row_splits,
        [[0, 2, 3, 3]],
    ),
    "unsigned grids clip only to a given range": (
        lambda: tf.quantization.quantize_and_dequantize(
            tf.constant([-0.305390, 0.8607575]), -1.0, 1.5, signed_input=False
        ),
        [[-0.3037968, 0.8607575]],
    ),
    "counts of sparse rows": (
        lambda: tf.math.bincount(
            tf.SparseTensor([[0, 1], [1, 0]], [1, 2], [2, 3]), axis=-1
        ),
        [[[0, 1, 0], [0, 0, 1]]],
    ),
    "a negative norm clips to nothing": (lambda: tf.clip_by_norm([3.0, 4.0], -1.0), [[0.0, 0.0]]),
    "Python over tensor": (lambda: tf.divide(2, tf.constant([4.0])), [[0.5]]),
    "Python over tensor, no nan": (
        lambda: tf.math.divide_no_nan(2, tf.constant([4.0, 0.0])), [[0.5, 0.0]]
    ),
    "a fraction as Python has it": (
        lambda: tf.image.central_crop(tf.zeros([2, 5, 7, 1]), 0.6).shape.as_list()[1], [3]
    ),
    "Bessel of negative numbers": (
        lambda: [
            f(tf.constant([-1.0, 0.0])) for f in (
                tf.math.special.bessel_k0, tf.math.special.bessel_k1e, tf.math.special.bessel_y0
            )
        ],
        [[np.inf, np.inf], [np.inf, np.inf], [-np.inf, -np.inf]],
    ),
    "Bessel far out": (
        lambda: [
            f(tf.constant([1e5, 30.0], tf.float64)) for f in (
                tf.math.special.bessel_j0, tf.math.special.bessel_y1
            )
        ],
        [[-0.0017192011, -0.0863679835], [0.00171921035, 0.0844255706]],
    ),
    "integrals at infinity": (
        lambda: [
            f(tf.constant([np.inf, -np.inf])) for f in (
                tf.math.special.fresnel_cos, tf.math.special.fresnel_sin, tf.math.special.dawsn
            )
        ],
        [[0.5, -0.5], [0.5, -0.5], [0.0, 0.0]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_answer(name):
    call, expected = ANSWERS[name]
    result = call()
    found = [result] if isinstance(result, int) else lists(result)
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-6)


def test_dtypes():
    assert tf.random.fold_in(SEED, 7).dtype == tf.int32
    assert tf.ragged.stack_dynamic_partitions([5], [0], 1).row_splits.dtype == tf.int32


def test_samplers_go_on_as_tensorflows():
    draws = [
        tf.random.uniform_candidate_sampler(
            tf.constant([[0], [3]], tf.int64), 1, 4, True, 900, seed=7
        )[0].numpy().tolist()
        for _ in range(3)
    ]  # fmt: skip
    assert draws == [[439, 149, 288, 474], [459, 464, 804, 472], [519, 197, 511, 347]]


def test_learned_unigrams_remember():
    def draw():
        true = tf.constant([[0, 1], [3, 3]], tf.int64)
        return tf.random.learned_unigram_candidate_sampler(true, 2, 4, True, 9, seed=7)

    first, second, third = draw(), draw(), draw()
    assert first[0].numpy().tolist() == [3, 1, 7, 4]
    assert second[0].numpy().tolist() == [3, 1, 7, 5]
    assert third[0].numpy().tolist() == [0, 8, 4, 3]
    np.testing.assert_allclose(third[1], [[0.70588237, 0.70588237], [1.1764706, 1.1764706]])


def test_gradient_of_a_complex_sign():
    z = tf.constant([0.195254 - 0.331800j])
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = tf.math.real(tf.sign(z))
    np.testing.assert_allclose(tape.gradient(y, z), [1.92935846 + 1.13536756j], rtol=1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: tf.math.real(tf.constant([True])),
        lambda: tf.math.angle(tf.constant([1])),
        lambda: tf.divide(tf.constant([True]), tf.constant([True])),
        lambda: tf.math.divide_no_nan(tf.constant(["a"]), tf.constant(["b"])),
    ],
)
def test_type_errors(call):
    with pytest.raises(TypeError, match=r"[Rr]eceived"):
        call()


def test_parameters_must_end_the_shape():
    for draw in (tf.random.stateless_gamma, tf.random.stateless_poisson):
        with pytest.raises(tf.errors.InvalidArgumentError, match="must end"):
            draw([2, 3], SEED, tf.ones([1, 3]))


def test_bessel_needs_no_memory():
    x = tf.constant(np.full(10, 1e30), tf.float64)
    assert np.isfinite(tf.math.special.bessel_j1(x)).all()

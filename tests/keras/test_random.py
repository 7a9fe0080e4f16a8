"""keras.random: seeds, the numbers of Keras, dropout."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import pellucid as tf

keras = tf.keras
random = tf.keras.random


def test_seed_generator():
    generator = keras.random.SeedGenerator(5)
    assert [generator.next().numpy().tolist() for _ in range(2)] == [[5, 0], [5, 1]]
    a, b = (keras.random.normal((2,), seed=keras.random.SeedGenerator(5)) for _ in range(2))
    np.testing.assert_array_equal(a, b)
    with pytest.raises(ValueError, match="non-negative"):
        keras.random.SeedGenerator(-1)


def test_numbers_of_keras():
    np.testing.assert_allclose(keras.random.uniform((2,), seed=3), [0.195913, 0.939345], atol=1e-6)
    np.testing.assert_array_equal(keras.random.randint((3,), 0, 10, seed=5), [3, 0, 7])
    np.testing.assert_array_equal(
        keras.random.dropout(np.ones(8, "float32"), 0.5, seed=5), [0, 2, 2, 0, 2, 0, 0, 2]
    )
    np.testing.assert_array_equal(keras.random.shuffle(np.arange(6), seed=5), [0, 3, 5, 4, 1, 2])


def test_set_random_seed_repeats_weights():
    def kernel():
        keras.utils.set_random_seed(3)
        dense = keras.layers.Dense(2)
        dense.build((None, 2))
        return dense.kernel.numpy()

    # as Keras 3.15 draws them
    np.testing.assert_allclose(kernel(), [[-0.005067, -1.185732], [0.782115, -1.002291]], atol=1e-6)
    np.testing.assert_array_equal(kernel(), kernel())
    assert keras.random.normal((1,)).numpy() != keras.random.normal((1,)).numpy()


def test_gamma_binomial_are_keras_own():
    """Draws of Keras 3.15 with TensorFlow 2.21."""
    found = {
        "gamma": random.gamma((2, 3), [0.5, 1.0, 9.0], seed=1, dtype="float64"),
        "binomial": random.binomial((2, 2), [5.0, 6.0], [0.4, 0.1], seed=3),
    }
    expected = {
        "gamma": [
            [0.0015472403455541249, 1.2445581545883284, 9.869728525205915],
            [1.2220700141335803, 1.7229338205366664, 11.501857120508596],
        ],
        "binomial": [[2.0, 2.0], [3.0, 1.0]],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-6)
    assert random.gamma([2], 1.0, dtype="bfloat16").dtype == tf.bfloat16


@pytest.mark.parametrize(("alpha", "beta"), [(2.0, 3.0), (0.5, 0.5), (8.0, 1.0)])
def test_beta_has_the_beta_distribution(alpha, beta):
    drawn = np.asarray(random.beta([20_000], alpha, beta, seed=7), np.float64)
    assert stats.kstest(drawn, stats.beta(alpha, beta).cdf).pvalue > 0.01
    again = random.beta([20_000], alpha, beta, seed=7)
    np.testing.assert_array_equal(drawn, np.asarray(again, np.float64))


def test_beta_draws_its_two_gammas_independently():
    x = np.asarray(random.beta([4000], 1.0, 1.0, seed=3))
    y = np.asarray(random.beta([4000], 1.0, 1.0, seed=4))
    assert abs(np.corrcoef(x, y)[0, 1]) < 0.05
    assert random.beta([2, 2], [1.0, 2.0], 3.0, dtype="bfloat16", seed=1).dtype == tf.bfloat16


@pytest.mark.parametrize(("count", "p"), [(5.0, 0.4), (40.0, 0.9), (3.0, 0.0)])
def test_binomial_has_the_moments_of_the_binomial_distribution(count, p):
    drawn = np.asarray(random.binomial([20_000], count, p, seed=11), np.float64)
    spread = np.sqrt(count * p * (1 - p))
    assert abs(drawn.mean() - count * p) <= 4 * spread / np.sqrt(20_000)
    assert abs(drawn.std() - spread) <= 0.03 * spread
    assert drawn.min() >= 0
    assert drawn.max() <= count
    assert (drawn == np.round(drawn)).all()

"""`tf.random.Generator`: its states, its numbers, and its life in functions."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import pellucid as tf

Generator = tf.random.Generator


def _state(generator):
    return generator.state.numpy().tolist()


def test_states():
    assert _state(Generator.from_seed(1)) == [1, 0, 0]
    assert _state(Generator.from_seed(-3)) == [-3, -1, -1]
    assert _state(Generator.from_seed([1, 2])) == [0, 1, 2]
    assert _state(Generator.from_key_counter(7, [3, 4], "philox")) == [3, 4, 7]
    assert _state(Generator.from_state([1, 2, 3], "philox")) == [1, 2, 3]
    assert _state(Generator(Generator.from_seed(3))) == [3, 0, 0]
    assert Generator.from_seed(3, "threefry").state.shape == (2,)
    assert tf.random.create_rng_state(2**64 + 3, "philox").numpy().tolist() == [3, 1, 0]
    g = Generator.from_seed(1)
    assert int(g.key) == 0
    assert g.algorithm == 1


def test_numbers_of_tensorflow():
    g = Generator.from_seed(1)
    np.testing.assert_allclose(g.normal([2]), [0.43842274, -0.53439844], rtol=1e-6)
    assert _state(g) == [513, 0, 0]
    np.testing.assert_allclose(g.uniform([2]), [0.26456964, 0.24923408], rtol=1e-6)
    assert g.uniform([2], 0, 5, dtype=tf.int32).numpy().tolist() == [4, 0]
    assert Generator.from_seed(1).binomial([5], 10.0, 0.4).numpy().tolist() == [4, 4, 6, 2, 1]
    assert Generator.from_seed(1).make_seeds(2).numpy()[1].tolist() == [0, 0]


def test_the_state_moves_on_in_functions():
    g, h = Generator.from_seed(5), Generator.from_seed(5)
    draw = tf.function(lambda: h.normal([3]))
    for _ in range(3):
        np.testing.assert_allclose(draw(), g.normal([3]), rtol=1e-6)
    assert _state(g) == _state(h)


def test_skip_split_and_reset():
    g = Generator.from_seed(5)
    g.skip(10)
    assert _state(g) == [5 + 2560, 0, 0]
    g.reset([9, 8, 7])
    assert _state(g) == [9, 8, 7]
    g.reset_from_seed(1)
    parts = g.split(2)
    assert [_state(p)[:2] for p in parts] == [[0, 0], [0, 0]]
    assert _state(parts[0])[2] != _state(parts[1])[2]
    twin = copy.deepcopy(g)
    np.testing.assert_array_equal(twin.normal([2]), g.normal([2]))


def test_the_global_generator():
    g = Generator.from_seed(3)
    tf.random.set_global_generator(g)
    assert tf.random.get_global_generator() is g


def test_refusals():
    with pytest.raises(ValueError, match="alg"):
        Generator.from_seed(1, alg="nope")
    with pytest.raises(ValueError, match="incompatible"):
        Generator.from_state([1, 2], "philox")
    with pytest.raises(tf.errors.UnimplementedError, match="ThreeFry"):
        Generator.from_seed(1, "threefry").normal([2])
    with pytest.raises(ValueError, match="both or none"):
        Generator.from_seed(1).uniform([2], 2, dtype=tf.int32)

"""Random ops without state: one seed, the same numbers eagerly, in a graph and compiled."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

SEED = np.array([3, 5], np.int64)
KEY = (np.array([7], np.uint64), np.array([1, 2], np.uint64))
ALPHA = np.array([0.5, 3.0], np.float32)
SHAPE = [2, 3]
F32 = tf.float32

ROWS = {
    "normal": (lambda s: tf.raw_ops.StatelessRandomNormal(shape=SHAPE, seed=s, dtype=F32), SEED),
    "uniform": (lambda s: tf.raw_ops.StatelessRandomUniform(shape=SHAPE, seed=s, dtype=F32), SEED),
    "truncated": (
        lambda s: tf.raw_ops.StatelessTruncatedNormal(shape=SHAPE, seed=s, dtype=F32),
        SEED,
    ),
    "integers": (
        lambda s: tf.raw_ops.StatelessRandomUniformInt(shape=SHAPE, seed=s, minval=2, maxval=9),
        SEED,
    ),
    "all integers": (
        lambda s: tf.raw_ops.StatelessRandomUniformFullInt(shape=SHAPE, seed=s, dtype=tf.uint64),
        SEED,
    ),
    "normal by key": (
        lambda k, c: tf.raw_ops.StatelessRandomNormalV2(
            shape=SHAPE, key=k, counter=c, alg=1, dtype=tf.float64
        ),
        *KEY,
    ),
    "uniform by key": (
        lambda k, c: tf.raw_ops.StatelessRandomUniformV2(
            shape=SHAPE, key=k, counter=c, alg=1, dtype=tf.float16
        ),
        *KEY,
    ),
    "truncated by key": (
        lambda k, c: tf.raw_ops.StatelessTruncatedNormalV2(
            shape=SHAPE, key=k, counter=c, alg=1, dtype=F32
        ),
        *KEY,
    ),
    "integers by key": (
        lambda k, c: tf.raw_ops.StatelessRandomUniformIntV2(
            shape=SHAPE, key=k, counter=c, alg=1, minval=2, maxval=9
        ),
        *KEY,
    ),
    "all integers by key": (
        lambda k, c: tf.raw_ops.StatelessRandomUniformFullIntV2(
            shape=SHAPE, key=k, counter=c, alg=1, dtype=tf.int64
        ),
        *KEY,
    ),
    "gamma": (
        lambda s, a: tf.raw_ops.StatelessRandomGammaV2(shape=[4, 2], seed=s, alpha=a),
        SEED,
        ALPHA,
    ),
    "gamma by key": (
        lambda k, c, a: tf.raw_ops.StatelessRandomGammaV3(
            shape=[4, 2], key=k, counter=c, alg=1, alpha=a
        ),
        *KEY,
        ALPHA,
    ),
    "poisson": (
        lambda s, r: tf.raw_ops.StatelessRandomPoisson(shape=[4, 2], seed=s, lam=r, dtype=tf.int32),
        SEED,
        np.array([0.5, 30.0], np.float32),
    ),
    "binomial": (
        lambda s, n, p: tf.raw_ops.StatelessRandomBinomial(
            shape=[4, 2], seed=s, counts=n, probs=p, dtype=tf.int32
        ),
        SEED,
        np.array([5.0, 40.0], np.float32),
        np.array([0.5, 0.3], np.float32),
    ),
    "classes": (
        lambda s, x: tf.raw_ops.StatelessMultinomial(
            logits=x, num_samples=5, seed=s, output_dtype=tf.int64
        ),
        SEED,
        np.array([[0.0, 1.0, 2.0]], np.float32),
    ),
    "shuffle": (
        lambda k, c, x: tf.raw_ops.StatelessShuffle(value=x, key=k, counter=c, alg=1),
        *KEY,
        np.arange(9),
    ),
    "key and counter": (lambda s: tf.raw_ops.StatelessRandomGetKeyCounter(seed=s), SEED),
    "key, counter, algorithm": (lambda s: tf.raw_ops.StatelessRandomGetKeyCounterAlg(seed=s), SEED),
    "algorithm": (lambda x: tf.raw_ops.StatelessRandomGetAlg() + x, np.array(0, np.int32)),
    "place after a shuffle": (
        lambda i, s: tf.raw_ops.RandomIndexShuffle(
            index=i, seed=s, max_index=np.int64(9), rounds=4
        ),
        np.arange(5),
        np.array([1, 2, 3]),
    ),
    "Sobol": (
        lambda x: (
            x
            + tf.raw_ops.SobolSample(
                dim=np.int32(3), num_results=np.int32(4), skip=np.int32(1), dtype=F32
            )
        ),
        np.float32(0),
    ),
    "all candidates": (
        lambda t: tf.raw_ops.AllCandidateSampler(
            true_classes=t, num_true=1, num_sampled=3, unique=True
        ),
        np.array([[1], [2]]),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_one_seed_gives_the_same_numbers_everywhere(name):
    fn, *inputs = ROWS[name]
    check_op(fn, *inputs, grad=False, rtol=0, atol=0)

from __future__ import annotations

import pytest

import pellucid as tf

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])
r3 = tf.ragged.constant([[[1], [2, 3]], [[4]]])
uniform = tf.RaggedTensor.from_uniform_row_length(tf.ragged.constant([[1], [2, 3], [], [4]]), 2)
inner = tf.ragged.constant([[[1, 2]], [[3, 4], [5, 6]]], ragged_rank=1)


def listed(x):
    return x.to_list() if isinstance(x, tf.RaggedTensor) else x.numpy().tolist()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (lambda: rt[0], [3, 1, 4]),
        (lambda: rt[-1], [5, 2]),
        (lambda: rt[0, 1], 1),
        (lambda: rt[::2], [[3, 1, 4], [5, 2]]),
        (lambda: rt[::-1], [[5, 2], [], [3, 1, 4]]),
        (lambda: rt[5:9], []),
        (lambda: rt[:, :-1], [[3, 1], [], [5]]),
        (lambda: rt[:, ::-1], [[4, 1, 3], [], [2, 5]]),
        (lambda: rt[:, 3:0:-2], [[4], [], [2]]),
        (lambda: rt[0:2, 1:], [[1, 4], []]),
        (lambda: rt[..., :1], [[3], [], [5]]),
        (lambda: rt[..., tf.newaxis], [[[3], [1], [4]], [], [[5], [2]]]),
        (lambda: rt[tf.newaxis], [[[3, 1, 4], [], [5, 2]]]),
        (lambda: r3[0, 1, 0], 2),
        (lambda: r3[:, :, :1], [[[1], [2]], [[4]]]),
        (lambda: r3[:, 0:1], [[[1]], [[4]]]),
        (lambda: uniform[:, -1], [[2, 3], [4]]),
        (lambda: inner[..., 1], [[2], [4, 6]]),
        (lambda: inner[0:1, ..., 1], [[2]]),
    ],
)
def test_parts(part, expected):
    assert listed(part()) == expected


def test_no_such_part():
    with pytest.raises(IndexError):
        rt[5]
    with pytest.raises(ValueError, match="inner ragged dimension"):
        rt[:, 1]
    with pytest.raises(ValueError, match="inner ragged dimension"):
        r3[:, 0]


@pytest.mark.parametrize(
    ("gathered", "expected"),
    [
        (lambda: tf.gather(rt, [2, 0]), [[5, 2], [3, 1, 4]]),
        (lambda: tf.gather(rt, [[2], [0]]), [[[5, 2]], [[3, 1, 4]]]),
        (
            lambda: tf.gather(rt, tf.ragged.constant([[0], [2, 0]])),
            [[[3, 1, 4]], [[5, 2], [3, 1, 4]]],
        ),
        (lambda: tf.gather([10, 20, 30, 40, 50, 60], rt), [[40, 20, 50], [], [60, 30]]),
        (
            lambda: tf.gather(rt, tf.ragged.constant([[0, 1], [], [1]]), batch_dims=1),
            [[3, 1], [], [2]],
        ),
        (lambda: tf.gather(tf.ragged.constant([[1], [2]]), [0], axis=1), [[1], [2]]),
        (lambda: tf.gather_nd(rt, [[0, 1], [2, 0]]), [1, 5]),
        (lambda: tf.gather_nd(rt, [[0], [2]]), [[3, 1, 4], [5, 2]]),
        (lambda: tf.nn.embedding_lookup(tf.constant([[0], [1], [2]]), rt[2:] // 3), [[[1], [0]]]),
    ],
)
def test_gather(gathered, expected):
    assert listed(gathered()) == expected


def test_gather_out_of_range():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.gather(rt, [3])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.gather_nd(rt, [[1, 0]])


def test_boolean_mask():
    mask = tf.ragged.boolean_mask
    assert mask([[1, 2, 3], [4, 5, 6]], [[True, False, True], [False, False, True]]).to_list() == [
        [1, 3],
        [6],
    ]
    assert mask(rt, rt > 2).to_list() == [[3, 4], [], [5]]
    assert mask(rt, [True, False, True]).to_list() == [[3, 1, 4], [5, 2]]
    assert mask(r3, tf.ragged.constant([[True, False], [True]])).to_list() == [[[1]], [[4]]]
    assert mask([1, 2, 3], [True, False, True]).numpy().tolist() == [1, 3]
    with pytest.raises(tf.errors.InvalidArgumentError):
        mask(rt, tf.ragged.constant([[True], [], [True, True]]))

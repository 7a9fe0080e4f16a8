"""Queues: order, waiting, closing, in functions; answers of TensorFlow 2.21."""

from __future__ import annotations

import threading

import pytest

import pellucid as tf


def test_fifo():
    queue = tf.queue.FIFOQueue(3, [tf.float32, tf.int32], shapes=[[], []])
    queue.enqueue([1.0, 2])
    queue.enqueue_many([[3.0, 4.0], [5, 6]])
    assert queue.size().numpy() == 3
    assert [t.numpy() for t in queue.dequeue()] == [1.0, 2]
    assert [t.numpy().tolist() for t in queue.dequeue_many(2)] == [[3.0, 4.0], [5, 6]]
    with pytest.raises(ValueError, match="incompatible"):
        queue.enqueue([[1.0, 2.0], 1])
    with pytest.raises(ValueError, match="2 components"):
        queue.enqueue([1.0])
    queue.close()
    assert queue.is_closed().numpy()
    with pytest.raises(tf.errors.OutOfRangeError, match="insufficient elements"):
        queue.dequeue()
    with pytest.raises(tf.errors.CancelledError):
        queue.enqueue([1.0, 2])


def test_names_and_free_shapes():
    queue = tf.queue.FIFOQueue(2, tf.float32, names=["a"])
    queue.enqueue({"a": [1.0, 2.0]})
    assert queue.dequeue()["a"].numpy().tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="dictionary"):
        queue.enqueue([1.0])
    with pytest.raises(ValueError, match="names"):
        queue.enqueue({"b": 1.0})
    with pytest.raises(tf.errors.InvalidArgumentError, match="specified shapes"):
        queue.dequeue_many(1)
    with pytest.raises(ValueError, match="fully defined"):
        tf.queue.FIFOQueue(2, tf.float32, shapes=[[None]])


def test_padding():
    queue = tf.queue.PaddingFIFOQueue(5, [tf.int32], shapes=[[None]])
    queue.enqueue([[1, 2, 3]])
    queue.enqueue([[1]])
    assert queue.dequeue_many(2).numpy().tolist() == [[1, 2, 3], [1, 0, 0]]


def test_priority():
    queue = tf.queue.PriorityQueue(5, [tf.string], shapes=[[]])
    for priority, word in ((3, "a"), (1, "b"), (3, "c")):
        queue.enqueue([tf.constant(priority, tf.int64), word])
    assert [queue.dequeue()[1].numpy() for _ in range(3)] == [b"b", b"a", b"c"]


def test_random_order_is_tensorflows():
    queue = tf.queue.RandomShuffleQueue(10, 2, [tf.int32], shapes=[[]], seed=3)
    queue.enqueue_many([list(range(8))])
    assert queue.dequeue().numpy() == 7
    assert queue.dequeue_many(5).numpy().tolist() == [3, 4, 0, 6, 2]
    queue.close()
    assert queue.dequeue_up_to(5).numpy().tolist() == [5, 1]


def test_waiting():
    queue = tf.queue.FIFOQueue(1, [tf.int32], shapes=[[]])
    found = []
    reader = threading.Thread(target=lambda: found.extend(queue.dequeue_many(1).numpy()))
    reader.start()
    queue.enqueue(7)
    reader.join(timeout=20)
    assert found == [7]
    full = threading.Thread(target=lambda: queue.enqueue_many([[8, 9]]))
    full.start()
    assert [queue.dequeue().numpy(), queue.dequeue().numpy()] == [8, 9]
    full.join(timeout=20)
    assert not full.is_alive()


def test_in_a_function():
    queue = tf.queue.FIFOQueue(3, [tf.int32], shapes=[[]])

    @tf.function
    def step(x):
        queue.enqueue(x)
        queue.enqueue(x + 1)
        return queue.dequeue() * 10 + queue.size()

    assert step(3).numpy() == 31
    assert step(5).numpy() == 42


def test_one_of_several():
    queues = [tf.queue.FIFOQueue(1, tf.int32), tf.queue.FIFOQueue(1, tf.int32)]
    assert tf.queue.QueueBase.from_list(1, queues) is queues[1]
    with pytest.raises(TypeError, match="matching"):
        tf.queue.QueueBase.from_list(0, [queues[0], tf.queue.FIFOQueue(1, tf.float32)])

"""The programs of TensorFlow 1's tutorials, small: each must run as it was written, and learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import pellucid.compat.v1 as tf


@pytest.fixture(autouse=True)
def tensorflow1() -> Iterator[None]:
    """Each program has the global graph to itself, as in a process of its own."""
    tf.disable_v2_behavior()
    tf.reset_default_graph()
    tf.set_random_seed(1)
    yield
    tf.reset_default_graph()
    tf.enable_v2_behavior()


def blobs(classes: int = 3, count: int = 90, size: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Points around one centre for each class."""
    generator = np.random.RandomState(0)
    labels = np.arange(count) % classes
    centres = generator.randn(classes, size) * 3
    return (centres[labels] + generator.randn(count, size)).astype(np.float32), labels


def test_linear_regression() -> None:
    train_x = np.linspace(0, 4, 17).astype(np.float32)
    train_y = 0.5 * train_x + 1
    X, Y = tf.placeholder("float"), tf.placeholder("float")
    W = tf.Variable(0.0, name="weight")
    b = tf.Variable(0.0, name="bias")
    pred = tf.add(tf.multiply(X, W), b)
    cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * len(train_x))
    optimizer = tf.train.GradientDescentOptimizer(0.05).minimize(cost)
    init = tf.global_variables_initializer()
    with tf.Session() as sess:
        sess.run(init)
        for _ in range(60):
            for x, y in zip(train_x, train_y, strict=True):
                sess.run(optimizer, feed_dict={X: x, Y: y})
        final = sess.run(cost, feed_dict={X: train_x, Y: train_y})
        assert final < 0.05
        assert sess.run(W) == pytest.approx(0.5, abs=0.2)


def test_multilayer_perceptron() -> None:
    x_data, labels = blobs()
    x = tf.placeholder(tf.float32, [None, 8])
    y = tf.placeholder(tf.float32, [None, 3])
    weights = {
        "h1": tf.Variable(tf.random_normal([8, 16])),
        "out": tf.Variable(tf.random_normal([16, 3])),
    }
    biases = {"b1": tf.Variable(tf.zeros([16])), "out": tf.Variable(tf.zeros([3]))}
    layer_1 = tf.nn.relu(tf.add(tf.matmul(x, weights["h1"]), biases["b1"]))
    logits = tf.matmul(layer_1, weights["out"]) + biases["out"]
    loss_op = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(logits=logits, labels=y))
    train_op = tf.train.AdamOptimizer(learning_rate=0.05).minimize(loss_op)
    correct = tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        feed = {x: x_data, y: np.eye(3)[labels]}
        for _ in range(40):
            _, loss = sess.run([train_op, loss_op], feed_dict=feed)
        assert loss < 0.1
        assert accuracy.eval(feed) > 0.95


def test_convolutional_network_with_layers() -> None:
    images = np.zeros((30, 8, 8, 1), np.float32)
    labels = np.arange(30) % 2
    images[labels == 1, 2:6, 3:5] = 1.0
    images[labels == 0, 3:5, 2:6] = 1.0

    def model(features: object, is_training: object, reuse: bool) -> object:
        with tf.variable_scope("ConvNet", reuse=reuse):
            conv = tf.layers.conv2d(features, 4, 3, activation=tf.nn.relu)
            conv = tf.layers.batch_normalization(conv, training=is_training, momentum=0.8)
            pool = tf.layers.max_pooling2d(conv, 2, 2)
            dense = tf.layers.dense(tf.layers.flatten(pool), 8, activation=tf.nn.relu)
            dropped = tf.layers.dropout(dense, rate=0.25, training=is_training)
            return tf.layers.dense(dropped, 2)

    x = tf.placeholder(tf.float32, [None, 8, 8, 1])
    y = tf.placeholder(tf.int32, [None])
    logits_train = model(x, True, reuse=False)
    logits_test = model(x, False, reuse=True)
    loss_op = tf.losses.sparse_softmax_cross_entropy(y, logits_train)
    step = tf.train.get_or_create_global_step()
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    assert len(updates) == 2
    with tf.control_dependencies(updates):
        train_op = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss_op, global_step=step)
    value, update = tf.metrics.accuracy(y, tf.argmax(logits_test, 1))
    assert [v.name for v in tf.trainable_variables()] == [
        "ConvNet/conv2d/kernel:0", "ConvNet/conv2d/bias:0",
        "ConvNet/batch_normalization/gamma:0", "ConvNet/batch_normalization/beta:0",
        "ConvNet/dense/kernel:0", "ConvNet/dense/bias:0",
        "ConvNet/dense_1/kernel:0", "ConvNet/dense_1/bias:0",
    ]  # fmt: skip
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for _ in range(30):
            sess.run(train_op, {x: images, y: labels})
        sess.run(update, {x: images, y: labels})
        assert sess.run(value) == 1.0
        assert sess.run(step) == 30
        average = tf.global_variables("ConvNet/batch_normalization/moving_mean")[0]
        assert np.abs(sess.run(average)).max() > 0


def test_word2vec() -> None:
    inputs = tf.placeholder(tf.int32, shape=[None])
    labels = tf.placeholder(tf.int32, shape=[None, 1])
    with tf.device("/cpu:0"):
        embeddings = tf.Variable(tf.random_uniform([12, 8], -1.0, 1.0))
        embed = tf.nn.embedding_lookup(embeddings, inputs)
        nce_weights = tf.Variable(tf.truncated_normal([12, 8], stddev=1.0 / np.sqrt(8)))
        nce_biases = tf.Variable(tf.zeros([12]))
    loss = tf.reduce_mean(
        tf.nn.nce_loss(
            weights=nce_weights, biases=nce_biases, labels=labels, inputs=embed, num_sampled=4,
            num_classes=12,
        )
    )  # fmt: skip
    optimizer = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
    norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keepdims=True))
    similarity = tf.matmul(embeddings / norm, embeddings / norm, transpose_b=True)
    words = np.arange(48) % 12
    context = words ^ 1  # neighbours: 0 and 1, 2 and 3, ...
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        losses = [
            session.run([optimizer, loss], {inputs: words, labels: context[:, None]})[1]
            for _ in range(60)
        ]
        assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:5])
        assert session.run(similarity).shape == (12, 12)


def test_autoencoder() -> None:
    data, _ = blobs(size=6)
    data = (data - data.min()) / (data.max() - data.min())
    X = tf.placeholder("float", [None, 6])
    regularizer = lambda w: 1e-4 * tf.nn.l2_loss(w)  # noqa: E731
    with tf.variable_scope("encoder", regularizer=regularizer):
        code = tf.nn.sigmoid(tf.layers.dense(X, 4))
    with tf.variable_scope("decoder", regularizer=regularizer):
        y_pred = tf.nn.sigmoid(tf.layers.dense(code, 6))
    penalties = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert len(penalties) == 4  # kernels and biases
    loss = tf.reduce_mean(tf.pow(X - y_pred, 2)) + tf.losses.get_regularization_loss()
    optimizer = tf.train.AdamOptimizer(0.05).minimize(loss)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        first = sess.run(loss, {X: data})
        for _ in range(150):
            _, last = sess.run([optimizer, loss], feed_dict={X: data})
        assert last < 0.7 * first


def test_control_dependencies_and_while_loop() -> None:
    counter = tf.Variable(0, name="counter", trainable=False)
    limit = tf.placeholder(tf.int32, [])
    total = tf.while_loop(
        lambda i, s: i < limit, lambda i, s: (i + 1, s + i), [tf.constant(0), tf.constant(0)]
    )[1]
    increment = tf.assign_add(counter, 1)
    with tf.control_dependencies([increment]):
        result = total + counter.read_value()
    with tf.Session() as sess:
        sess.run(counter.initializer)
        assert [sess.run(result, {limit: n}) for n in (1, 4, 5)] == [1, 8, 13]
        assert sess.run(counter) == 3


def test_interactive_logistic_regression() -> None:
    x_data, labels = blobs()
    sess = tf.InteractiveSession()
    x = tf.placeholder(tf.float32, shape=[None, 8])
    y_ = tf.placeholder(tf.float32, shape=[None, 3])
    W, b = tf.Variable(tf.zeros([8, 3])), tf.Variable(tf.zeros([3]))
    sess.run(tf.global_variables_initializer())
    y = tf.nn.softmax(tf.matmul(x, W) + b)
    cross_entropy = tf.reduce_mean(-tf.reduce_sum(y_ * tf.log(y + 1e-7), reduction_indices=[1]))
    train_step = tf.train.GradientDescentOptimizer(0.1).minimize(cross_entropy)
    feed = {x: x_data, y_: np.eye(3)[labels]}
    for _ in range(50):
        train_step.run(feed_dict=feed)
    correct = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    assert tf.reduce_mean(tf.cast(correct, tf.float32)).eval(feed_dict=feed) > 0.95
    assert W.eval().shape == (8, 3)
    sess.close()


def test_clipped_gradients_and_decaying_rate() -> None:
    step = tf.Variable(0, trainable=False)
    rate = tf.train.exponential_decay(0.5, step, 5, 0.5, staircase=True)
    v = tf.get_variable("v", initializer=tf.constant([5.0, -4.0]))
    loss = tf.reduce_sum(tf.square(v))
    optimizer = tf.train.GradientDescentOptimizer(rate)
    pairs = optimizer.compute_gradients(loss)
    clipped = [(tf.clip_by_value(g, -1.0, 1.0), var) for g, var in pairs]
    train = optimizer.apply_gradients(clipped, global_step=step)
    with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(10):
            sess.run(train)
        np.testing.assert_allclose(sess.run(v), [5 - 5 * 0.5 - 5 * 0.25, -4 + 3.75])
        assert sess.run(rate) == pytest.approx(0.125)


def test_generator_and_discriminator() -> None:
    """Two networks, each with its own variables, trained in turn: `var_list`, AUTO_REUSE."""

    def generator(z: object) -> object:
        with tf.variable_scope("G", reuse=tf.AUTO_REUSE):
            return tf.layers.dense(tf.layers.dense(z, 8, tf.nn.relu), 2)

    def discriminator(x: object) -> object:
        with tf.variable_scope("D", reuse=tf.AUTO_REUSE):
            return tf.layers.dense(tf.layers.dense(x, 8, tf.nn.leaky_relu, name="a"), 1, name="b")

    real = tf.placeholder(tf.float32, [None, 2])
    noise = tf.random_normal([tf.shape(real)[0], 4])
    scores = [discriminator(real), discriminator(generator(noise))]
    loss = tf.nn.sigmoid_cross_entropy_with_logits
    d_loss = tf.reduce_mean(loss(logits=scores[0], labels=tf.ones_like(scores[0])))
    d_loss += tf.reduce_mean(loss(logits=scores[1], labels=tf.zeros_like(scores[1])))
    g_loss = tf.reduce_mean(loss(logits=scores[1], labels=tf.ones_like(scores[1])))
    parts = [tf.trainable_variables(scope) for scope in ("G", "D")]
    assert [len(p) for p in parts] == [4, 4]
    g_step = tf.train.AdamOptimizer(0.01).minimize(g_loss, var_list=parts[0])
    d_step = tf.train.AdamOptimizer(0.01).minimize(d_loss, var_list=parts[1])
    data = np.random.RandomState(0).randn(32, 2).astype(np.float32) + 3
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        before = sess.run(parts)
        sess.run(d_step, {real: data})
        after = sess.run(parts)
        assert all((a == b).all() for a, b in zip(before[0], after[0], strict=True))
        assert any((a != b).any() for a, b in zip(before[1], after[1], strict=True))
        first = sess.run(d_loss, {real: data})
        for _ in range(20):
            sess.run(d_step, {real: data})
        assert sess.run(d_loss, {real: data}) < first
        sess.run(g_step, {real: data})

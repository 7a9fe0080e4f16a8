"""Small eager work in the spelling that TensorFlow and Pellucid share."""

from __future__ import annotations


def cases(tf):
    """The cases, for `tf` = tensorflow or pellucid."""
    a, b = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[5.0, 6.0], [7.0, 8.0]])
    s, t = tf.constant(1.5), tf.constant(2.5)
    step = linear_regression(tf)
    return {
        "a + b, 2×2": ("a + b", {"a": a, "b": b}, lambda: (a + b).numpy().ravel().tolist()),
        "a + b, scalars": ("s + t", {"s": s, "t": t}, lambda: [float(s + t)]),
        "tape step": ("step()", {"step": step}, lambda: [float(step()) for _ in range(10)]),
    }


def linear_regression(tf):
    """A function that takes one step of gradient descent on the smallest linear regression."""
    x = tf.constant([0.0, 1.0, 2.0, 3.0, 4.0])
    y = tf.constant([1.0, 3.1, 4.9, 7.2, 8.8])
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.01)

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        gradients = tape.gradient(loss, [w, b])
        optimizer.apply_gradients(zip(gradients, [w, b]))
        return loss

    return step

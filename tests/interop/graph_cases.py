"""Functions that are traced, written as GraphDef, and run by the other library.

`cases(tf)` is called with Pellucid or with TensorFlow. A case is a function, its arguments (a pair
of value and shape where dimensions are to be unknown), and the variables it uses.
"""

import numpy as np

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]], np.float32)
W = np.array([[1.0, 2.0], [0.5, -1.0], [-0.5, 0.25]], np.float32)
IMAGE = (np.arange(2 * 6 * 6 * 3).reshape(2, 6, 6, 3) % 7).astype(np.float32) / 7
KERNEL = (np.arange(3 * 3 * 3 * 4).reshape(3, 3, 3, 4) % 5).astype(np.float32) / 5 - 0.4


def cases(tf):
    found = {}

    def case(*arguments, variables=()):
        def add(function):
            found[function.__name__] = (function, list(arguments), list(variables))
            return function

        return add

    _arithmetic(tf, case)
    _arrays(tf, case)
    _control(tf, case)
    _state(tf, case)
    return found


def _arithmetic(tf, case):
    @case(X, X.T.copy().reshape(2, 3))
    def elementwise(x, y):
        return tf.tanh(x) * y + tf.exp(-x) / (1.0 + tf.abs(y)), tf.maximum(x, y) > 0.0

    @case(X)
    def dense(x):
        return tf.nn.softmax(tf.nn.relu(tf.matmul(x, W) + tf.constant([0.1, 0.2]))), tf.matmul(
            x, x, transpose_b=True
        )

    @case(IMAGE)
    def convolution(x):
        y = tf.nn.conv2d(x, KERNEL, strides=[1, 2, 2, 1], padding="SAME")
        y = tf.nn.bias_add(y, [0.1, 0.2, 0.3, 0.4])
        return tf.nn.max_pool2d(y, 2, 1, "VALID"), tf.nn.avg_pool2d(x, 2, 2, "SAME")

    @case((X, [None, 3]))
    def unknown_rows(x):
        rows = tf.shape(x)[0]
        mean, variance = tf.nn.moments(x, [0])
        return tf.reshape(x, [3, rows]), mean, variance, tf.reduce_logsumexp(x, 1)

    @case(X)
    def contraction(x):
        cube = tf.stack([x, 2.0 * x])
        return tf.einsum("bij,kj->bik", cube, x), tf.matmul(cube, tf.transpose(cube, [0, 2, 1]))

    @case(X)
    def derivative(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(tf.tanh(tf.matmul(x, W)) ** 2)
        return y, tape.gradient(y, x)

    @case(X)
    def custom_gradient(x):
        @tf.custom_gradient
        def clipped(v):
            return tf.square(v), lambda dy: tf.clip_by_value(dy, -1.0, 1.0)

        return clipped(x) + 1.0

    @case(X)
    def complex_numbers(x):
        z = tf.complex(x, 2.0 * x)
        return tf.abs(z), tf.math.real(z * tf.math.conj(z)), tf.math.angle(z), tf.math.imag(z)

    @case(X)
    def normalization(x):
        mean, variance = tf.constant([0.0, 1.0, 2.0]), tf.constant([1.0, 2.0, 3.0])
        normal = tf.nn.batch_normalization(x, mean, variance, None, None, 1e-3)
        return normal, tf.math.l2_normalize(x, 1), tf.nn.log_softmax(x)

    @case()
    def random_numbers():
        return (
            tf.random.stateless_uniform([4], [1, 2]),
            tf.random.stateless_uniform([3], [3, 4], 0, 10, tf.int32),
        )


def _arrays(tf, case):
    @case(X)
    def slices(x):
        left, right = tf.split(tf.concat([x, x], 1), 2, 1)
        return x[:, 1:], x[::-1, ..., tf.newaxis], left + right, tf.pad(x, [[1, 0], [0, 2]])

    @case(X, np.array([1, 0, 1]))
    def selection(x, index):
        return (
            tf.gather(x, index), tf.one_hot(index, 3), tf.where(x > 0.0, x, -x),
            tf.boolean_mask(x, x > 0.0),
        )  # fmt: skip

    @case(X)
    def order(x):
        values, places = tf.math.top_k(x, 2)
        flat, index = tf.unique(tf.constant([3, 1, 3, 2]))
        return values, places, tf.sort(x, 1), tf.argmax(x, 1), flat, index

    @case(X)
    def sums(x):
        low = tf.cast(tf.cast(x, tf.bfloat16), tf.float32)
        return tf.cumsum(x, 1), tf.math.segment_sum(x, [0, 0]), low, tf.reduce_prod(x)

    @case(np.array([b"one", b"two three"], object))
    def strings(s):
        joined = tf.strings.join([s, tf.constant("!")], "-")
        return (
            joined,
            tf.strings.length(s),
            tf.strings.upper(s),
            tf.strings.regex_replace(s, "t", "T"),
        )


def _control(tf, case):
    @case(X)
    def branches(x):
        if tf.reduce_sum(x) > 0.0:
            y = x * 2.0
        else:
            y = x - 1.0
        return tf.switch_case(tf.constant(1), [lambda: y, lambda: -y])

    @case(X, np.int32(4))
    def loop(x, count):
        total = tf.zeros_like(x)
        for i in tf.range(count):
            total = total * 0.5 + x * tf.cast(i, tf.float32)
        while tf.reduce_max(total) < 100.0:
            total *= 2.0
        return total

    @case(X)
    def nested(x):
        n = tf.constant(0)
        while n < 3:
            x = tf.cond(n % 2 == 0, lambda: x + 1.0, lambda: x * 2.0)  # noqa: B023
            n += 1
        return x, n

    @case(X)
    def called(x):
        @tf.function
        def inner(v, w):
            return v + w, v * w

        a, b = inner(x, x + 1.0)
        c, d = inner(a, b)
        return c - d

    @case(X)
    def checked(x):
        tf.debugging.assert_greater(x, -10.0)
        tf.print("x is", x, output_stream="file:///dev/null")
        return tf.debugging.check_numerics(x, "x") + 1.0


def _state(tf, case):
    weights, counter = tf.Variable(W, name="weights"), tf.Variable([1.0, 2.0], name="counter")

    @case(X, variables=[weights])
    def linear(x):
        return tf.matmul(x, weights) + 1.0

    @case(X, variables=[counter])
    def counted(x):
        before = counter + 0.0
        counter.assign_add(x[:, 0])
        counter.assign(counter * 2.0)
        return before, counter + 0.0

    total = tf.Variable([1.0, 2.0], name="total")

    @case(np.array([3.0, 4.0], np.float32), variables=[total])
    def state_in_loop(x):
        y = x + total
        for i in tf.range(3):
            y = y * 2.0 + tf.cast(i, tf.float32) * x[0]
            total.assign_add(y)
        return y

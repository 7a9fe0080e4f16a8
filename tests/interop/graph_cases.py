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
    _derivatives(tf, case)
    _lists(tf, case)
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


def _derivatives(tf, case):
    @case(X)
    def second_derivative(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = tf.reduce_sum(tf.sin(x) * tf.exp(-x))
            first = inner.gradient(y, x)
        return first, outer.gradient(first, x)

    @case(IMAGE)
    def derivative_of_convolution(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(x, KERNEL, 1, "SAME")), 2, 2, "SAME")
            total = tf.reduce_mean(y * y)
        return total, tape.gradient(total, x)

    @case(X, np.int32(3))
    def derivative_of_loop(x, count):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in tf.range(count):
                y = tf.tanh(y) + 0.1 * x
        return y, tape.gradient(y, x)

    @case(X)
    def tensor_array(x):
        array = tf.TensorArray(tf.float32, 3, element_shape=[3])
        for i in tf.range(3):
            array = array.write(i, x[0] * tf.cast(i, tf.float32))
        return array.stack(), array.read(1)

    @case(X)
    def mapped(x):
        return tf.map_fn(lambda row: row * 2.0 + tf.reduce_sum(row), x)

    @case(X)
    def folded(x):
        return tf.foldl(tf.maximum, x), tf.foldr(lambda total, row: total * 0.5 + row, x)

    @case(X, np.int32(1))
    def switched(x, which):
        return tf.switch_case(
            which, [lambda: x + 1.0, lambda: tf.square(x), lambda: tf.zeros_like(x)]
        )

    @case(np.array([[1, 2, 0], [3, 0, 0]]))
    def ragged_parts(x):
        rows = tf.RaggedTensor.from_tensor(x, padding=0)
        doubled = rows * 2
        return (
            doubled.flat_values,
            doubled.row_splits,
            tf.reduce_sum(rows, 1),
            doubled.to_tensor(-1),
        )

    @case(np.array([b"a,b", b"c", b""], object))
    def split_strings(s):
        parts = tf.strings.split(s, ",")
        numbers = tf.strings.to_number(tf.strings.as_string(tf.strings.length(s)))
        return parts.flat_values, parts.row_splits, tf.strings.substr(s, 0, 1), numbers

    @case(X)
    def linear_algebra(x):
        square = tf.matmul(x, x, transpose_b=True) + 2.0 * tf.eye(2)
        return (
            tf.linalg.cholesky(square), tf.linalg.inv(square), tf.linalg.det(square),
            tf.linalg.solve(square, x), tf.linalg.band_part(x, 0, -1), tf.linalg.diag(x[0]),
        )  # fmt: skip

    @case(X)
    def scattered(x):
        places = tf.constant([[0, 1], [1, 2]])
        return (
            tf.tensor_scatter_nd_update(x, places, [9.0, 8.0]), tf.gather_nd(x, places),
            tf.scatter_nd(places, [1.0, 2.0], [2, 3]), tf.math.unsorted_segment_sum(x, [1, 1], 3),
        )  # fmt: skip

    @case(IMAGE)
    def images(x):
        return (
            tf.image.resize(x, [4, 5]), tf.image.flip_left_right(x),
            tf.nn.depthwise_conv2d(x, KERNEL[..., :1], [1, 1, 1, 1], "VALID"),
        )  # fmt: skip

    @case(X)
    def batch_normalization(x):
        image = tf.reshape(tf.tile(x, [4, 1]), [2, 2, 2, 3])
        y, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            image, [1.0, 2.0, 3.0], [0.0, 0.5, 1.0]
        )
        return y, mean, variance

    @case(np.array([3, -2, 7], np.int32))
    def integers(x):
        return (
            x // 2, x % 3, tf.bitwise.bitwise_and(x, 6), tf.cast(x, tf.int64) ** 2, tf.abs(x),
            tf.math.bincount(tf.abs(x)), tf.reduce_max(x), tf.clip_by_value(x, 0, 5),
        )  # fmt: skip

    @case(X)
    def nested_calls(x):
        @tf.function
        def power(v, k):
            return tf.cond(k > 0, lambda: v * tf.cast(k, tf.float32), lambda: tf.ones_like(v))

        return power(x, tf.constant(2)) + power(x, tf.constant(0))

    @case(X, (X, [None, None]))
    def unknown_shapes(x, y):
        size = tf.shape(y)
        return (
            tf.zeros(size) + y, tf.concat([y, tf.ones([size[0], 2])], 1),
            tf.broadcast_to(x[:1], size),
            tf.range(size[1]), tf.reshape(y, [-1]), tf.slice(y, [0, 1], [-1, size[1] - 1]),
        )  # fmt: skip


def _lists(tf, case):
    @case(X)
    def scanned(x):
        def step(carry, row):
            return carry * 0.5 + tf.reduce_sum(row)

        return (
            tf.scan(step, x, tf.constant(1.0)),
            tf.scan(lambda a, row: a * row, x),
            tf.scan(step, x, tf.constant(1.0), reverse=True),
        )

    @case((X, [None, 3]))
    def mapped_unknown_rows(x):
        pair = tf.map_fn(
            lambda r: (r * 2.0, tf.argmax(r)), x, fn_output_signature=(tf.float32, tf.int64)
        )
        return *pair, tf.map_fn(tf.reduce_max, x), tf.vectorized_map(lambda r: r / r[0], x)

    @case(X, np.int32(3))
    def growing_array(x, count):
        array = tf.TensorArray(tf.float32, 0, dynamic_size=True, element_shape=[3])
        for i in tf.range(count):
            array = array.write(i, x[0] * tf.cast(i, tf.float32))
        return array.stack(), array.size(), array.gather([2, 0])

    @case(X)
    def array_of_rows(x):
        array = tf.TensorArray(tf.float32, 2, clear_after_read=False).unstack(x)
        total = tf.zeros([3])
        for i in tf.range(array.size()):
            total += array.read(i) * tf.cast(i + 1, tf.float32)
        return total, array.concat()

    @case(X)
    def array_of_parts(x):
        array = tf.TensorArray(tf.float32, 3, infer_shape=False, element_shape=[None])
        for i in tf.range(3):
            array = array.write(i, x[0, : i + 1])
        return array.concat()

    @case(X)
    def derivative_of_array(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            array = tf.TensorArray(tf.float32, 2, element_shape=[3])
            for i in tf.range(2):
                array = array.write(i, tf.square(x[i]) * tf.cast(i + 1, tf.float32))
            y = tf.reduce_sum(tf.tanh(array.stack()))
        return y, tape.gradient(y, x)

    @case(X)
    def derivative_of_map(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.map_fn(lambda row: tf.sin(row) * tf.reduce_sum(row), x)
        return tape.gradient(y, x)

    @case(X, np.array(True))
    def array_in_branch(x, flag):
        array = tf.TensorArray(tf.float32, 2, element_shape=[3]).write(0, x[0])
        if flag:
            array = array.write(1, x[1])
        else:
            array = array.write(1, -x[1])
        return array.stack()

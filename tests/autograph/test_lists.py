"""Python lists to which loops and branches of the graph append."""

import numpy as np
import pytest

import pellucid as tf

X = np.array([1.0, 2.0, 3.0], np.float32)


def run(function, *arguments, **options):
    """What the function returns as a `tf.function`, with arrays in place of tensors."""
    result = tf.function(function, **options)(*[tf.constant(a) for a in arguments])
    found = tf.nest.map_structure(lambda v: np.asarray(v).tolist(), result)
    return list(found) if isinstance(found, tuple) else found


def doubled(x, n):
    values = []
    for i in tf.range(n):
        values.append(x[i] * 2.0)
    return values


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_leaves_the_function_as_a_python_list(count):
    assert run(doubled, X, count) == [2.0, 4.0, 6.0][:count]


def test_joining_indexing_length():
    def f(x, n):
        rows = [x]
        while n > 0:
            rows.append(x * tf.cast(n, tf.float32))
            n -= 1
        rows.append(-x)
        return (
            tf.stack(rows), tf.stack(rows, 1), tf.concat(rows, 0), len(rows), rows[0], rows[-1],
            rows[1:3], tf.reduce_sum(rows), sum(rows),
        )  # fmt: skip

    rows = np.stack([X, X * 2, X, -X])
    expected = [
        rows, rows.T, rows.reshape(-1), 4, X, -X, rows[1:3], rows.sum(), rows.sum(0),
    ]  # fmt: skip
    for value, wanted in zip(run(f, X, 2), expected, strict=True):
        np.testing.assert_allclose(value, wanted)


def test_the_shape_is_known_if_the_number_of_iterations_is():
    @tf.function
    def f(x):
        values = []
        for i in tf.range(4):
            values.append(x * tf.cast(i, tf.float32))
            values.append(x)
        return tf.stack(values)

    assert f.get_concrete_function(tf.TensorSpec([3])).output_shapes == [8, 3]
    np.testing.assert_allclose(f(X)[::2], np.outer(range(4), X))


def test_appended_in_a_branch_with_break_and_continue():
    def f(x, n):
        kept = []
        for i in tf.range(n):
            if i == 1:
                continue
            if i > 3:
                break
            kept.append(x[i])
        total = tf.constant(0.0)
        for number, value in enumerate(kept):
            total += value * tf.cast(number, tf.float32)
        return kept, total

    assert run(f, np.arange(6, dtype=np.float32), 6) == [[0.0, 2.0, 3.0], 8.0]


def test_a_branch_alone_appends():
    def f(x):
        values = [x]
        if x > 0.0:
            values.append(x + 1.0)
            values.append(x + 2.0)
        return tf.stack(values)

    assert run(f, np.float32(1)) == [1.0, 2.0, 3.0]
    assert run(f, np.float32(-1)) == [-1.0]


def test_nested_loops():
    def f(x, n):
        rows, flat = [], []
        for i in tf.range(n):
            row = []
            flat.append(x[0])
            for j in tf.range(i):
                flat.append(x[j])
            for j in tf.range(2):
                row.append(x[i] * tf.cast(j, tf.float32))
            rows.append(tf.stack(row))
        return tf.stack(rows), flat

    assert run(f, X, 3) == [[[0, 1], [0, 2], [0, 3]], [1, 1, 1, 1, 1, 2]]


def test_a_list_is_read_where_it_is_written():
    def f(n):
        numbers = [tf.constant(1), tf.constant(1)]
        for i in tf.range(2, n):
            numbers.append(numbers[i - 1] + numbers[i - 2])
        numbers[0] = 5
        return numbers

    assert run(f, 6) == [5, 1, 2, 3, 5, 8]


def test_a_stack_of_work():
    def f(x):
        todo, total = [x], tf.constant(0)
        while todo:
            value = todo.pop()
            total += value
            if value < 20:
                todo.append(value * 3)
                todo.append(value * 4)
        return total, not todo

    assert run(f, 1) == [400, True]


def test_adding_lists():
    def f(x, n):
        values = []
        for _ in tf.range(n):
            values += [x, -x]
            values = values + [2.0 * x]  # noqa: RUF005
        return values

    assert run(f, np.float32(1), 2) == [1.0, -1.0, 2.0, 1.0, -1.0, 2.0]


def test_return_inside_of_the_loop():
    def f(x, limit):
        values = []
        for v in x:
            values.append(v)
            if len(values) >= limit:
                return tf.stack(values)
        return tf.stack(values) * 10.0

    assert run(f, X, 2) == [1.0, 2.0]
    assert run(f, X, 9) == [10.0, 20.0, 30.0]


def test_lists_of_objects_and_closures():
    class Holder:
        def collect(self, x):
            self.items = []
            for v in x:
                self.items.append(v)
            found, self.items = tf.stack(self.items), []
            return found

    holder = Holder()

    def f(x):
        found, outer = {"k": []}, []

        def inner():
            for v in x:
                outer.append(v)
                found["k"].append(-v)

        inner()
        return holder.collect(x), outer, found["k"]

    assert run(f, X) == [[1, 2, 3], [1, 2, 3], [-1, -2, -3]]


def test_derivatives():
    @tf.function
    def f(x, n):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                values = []
                for i in tf.range(n):
                    if x[i] > 1.5:
                        values.append(x[i] ** 3)
                y = tf.reduce_sum(tf.stack(values))
            first = tape.gradient(y, x)
        return first, outer.gradient(first, x)

    first, second = f(tf.constant(X), tf.constant(3))
    np.testing.assert_allclose(first, [0, 12, 27])
    np.testing.assert_allclose(second, [0, 12, 18])


def test_derivative_through_a_list_that_grows():
    @tf.function
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            values, y = [], x
            while tf.reduce_sum(y) < 100.0:
                values.append(y * y)
                y = y * 2.0
            total = tf.reduce_sum(tf.stack(values))
        return tape.gradient(total, x)

    np.testing.assert_allclose(f(tf.constant(X)), 2 * X * sum(4.0**k for k in range(5)))


def test_compiled_as_a_whole():
    assert run(lambda x: _squares(x), X, jit_compile=True) == [1.0, 4.0, 9.0]


def _squares(x):
    values = []
    for v in x:
        values.append(v * v)
    return tf.stack(values)


def test_lists_without_tensors_stay_pythons():
    traced = []

    @tf.function
    def f(x, n):
        names, constant = [], []
        for i in range(2):
            constant.append(x * float(i))
        for _ in tf.range(n):
            names.append("step")
            traced.append(1)
        if n > 0:
            traced.append(2)
        else:
            traced.append(3)
        assert type(constant) is list
        return tf.constant(names)

    assert f(tf.constant(1.0), tf.constant(4)).numpy().tolist() == [b"step"]
    assert traced == [1, 2, 3]
    f(tf.constant([1.0]), tf.constant(4))
    assert traced == [1, 2, 3] * 2


def test_elements_of_different_shapes():
    def f(x):
        values = []
        for _ in tf.range(3):
            values.append(x)
            values.append(x[:2])
        return values

    with pytest.raises(ValueError, match=r"shape \(3,\), received float32 of shape \(2,\).*pad"):
        run(f, X)

    def g(x):
        values = []
        for i in tf.range(3):
            values.append(x[:i])
        return values

    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        run(g, X)
    assert any("test_lists.py" in note for note in caught.value.__notes__)


def test_what_a_list_in_the_graph_cannot_do():
    def pairs(x):
        values = []
        for i in tf.range(3):
            values.append((i, x[i]))
        return values

    with pytest.raises(TypeError, match="a list for each of the parts"):
        run(pairs, X)

    def inserted(x):
        values = []
        for i in tf.range(3):
            values.insert(0, x[i])
        return values

    with pytest.raises(NotImplementedError, match=r"insert\(\)"):
        run(inserted, X)

    def comprehension(x, n):
        return [v * 2.0 for v in doubled(x, n)]

    with pytest.raises(TypeError, match="a `for` statement"):
        run(comprehension, X, 3)


def test_whoever_else_holds_the_list_sees_an_error():
    def append_to(found, x):
        for v in x:
            found.append(v)

    def f(x):
        found = []
        append_to(found, x)
        return tf.stack(found)

    with pytest.raises(ValueError, match=r"list 'found'.*Fix: return 'found'"):
        run(f, X)


def test_pop_from_an_empty_list():
    def f(x, n):
        values = [x]
        for _ in tf.range(n):
            values.pop()
        return values

    assert run(f, np.float32(1), 1) == []
    with pytest.raises((tf.errors.InvalidArgumentError, IndexError), match="pop from empty list"):
        run(f, np.float32(1), 2)

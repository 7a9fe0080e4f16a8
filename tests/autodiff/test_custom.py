"""tf.custom_gradient, tf.recompute_grad, tf.grad_pass_through."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf

X = tf.constant(3.0)


def gradient(function: Any, *xs: Any) -> list[float | None]:
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = function(*xs)
    return [None if g is None else float(g) for g in tape.gradient(y, list(xs))]


@tf.custom_gradient
def double(x: Any) -> Any:
    return x * 2, lambda dy: dy * 100.0


def test_its_own_gradient_is_used() -> None:
    assert double(X).numpy() == 6
    assert double(3.0).numpy() == 6
    assert gradient(double, X) == [100]
    assert gradient(tf.function(double), X) == [100]
    assert gradient(lambda x: double(double(x)), X) == [10000]


def test_several_inputs_and_outputs() -> None:
    @tf.custom_gradient
    def both(x: Any, y: Any) -> Any:
        return (x * y, x + y), lambda a, b: (a * 10.0, b * 20.0)

    @tf.custom_gradient
    def one(x: Any, y: Any) -> Any:
        return x * y, lambda dy: (dy, None)

    assert gradient(lambda x, y: list(both(x, y)), X, X * 2) == [10, 20]
    assert gradient(one, X, X * 2) == [1, None]


def test_keyword_arguments_are_passed_on() -> None:
    @tf.custom_gradient
    def scaled(x: Any, scale: float = 2.0) -> Any:
        return x * scale, lambda dy: dy * 5.0

    assert scaled(X, scale=3.0).numpy() == 9
    assert gradient(lambda x: scaled(x, scale=3.0), X) == [5]


def test_variables() -> None:
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def times(x: Any) -> Any:
        def gradient(dy: Any, variables: Any = None) -> Any:
            assert list(variables) == [v]
            return dy * 3.0, [dy * 7.0]

        return x * v, gradient

    @tf.custom_gradient
    def wrong(x: Any) -> Any:
        return x * v, lambda dy: dy

    with tf.GradientTape() as tape:
        tape.watch(X)
        y = times(X)
    assert [float(g) for g in tape.gradient(y, [X, v])] == [3, 7]
    with pytest.raises(TypeError, match="'variables' keyword argument"):
        wrong(X)


def test_second_order() -> None:
    @tf.custom_gradient
    def cube(x: Any) -> Any:
        return x**3, lambda dy: dy * 3.0 * x * x

    with tf.GradientTape() as outer:
        outer.watch(X)
        with tf.GradientTape() as inner:
            inner.watch(X)
            y = cube(X)
        first = inner.gradient(y, X)
    assert (float(first), float(outer.gradient(first, X))) == (27, 18)


def test_wrong_definitions() -> None:
    with pytest.raises(TypeError, match=r"return \(y, grad\)"):
        tf.custom_gradient(lambda x: x)(X)
    with pytest.raises(ValueError, match="expected to return 1 gradients, but returned 2"):
        gradient(tf.custom_gradient(lambda x: (x * 1.0, lambda dy: (dy, dy))), X)


def test_recompute_grad_computes_again() -> None:
    v, calls = tf.Variable(2.0), []

    @tf.recompute_grad
    def f(x: Any) -> Any:
        calls.append(1)
        return x * x * v

    with tf.GradientTape() as tape:
        tape.watch(X)
        y = f(X)
    assert len(calls) == 1
    assert [float(g) for g in tape.gradient(y, [X, v])] == [12, 9]
    assert len(calls) == 2


def test_grad_pass_through() -> None:
    assert gradient(tf.grad_pass_through(tf.round), tf.constant(1.4)) == [1]


@tf.custom_gradient
def log1pexp(x: Any) -> Any:
    e = tf.exp(x)
    return tf.math.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))


def derivative(function: Any, x: Any, order: int) -> Any:
    if order == 0:
        return function(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = derivative(function, x, order - 1)
    return tape.gradient(y, x)


def repeated(x: Any) -> Any:
    return tf.while_loop(lambda i, _: i < 2, lambda i, a: (i + 1, log1pexp(a)), (0, x))[1]


# Asked of TensorFlow: what the gradient function uses from inside depends on x as well.
CLOSURES = {
    "itself": (log1pexp, [1.3132616, 0.7310586, 0.1966119, -0.0908578]),
    "a function": (tf.function(log1pexp), [1.3132616, 0.7310586, 0.1966119, -0.0908578]),
    "a loop": (tf.function(repeated), [1.5514446, 0.5761169, 0.2442063]),
    "a branch": (
        tf.function(lambda x: tf.cond(x > 0, lambda: log1pexp(x), lambda: x)),
        [1.3132616, 0.7310586, 0.1966119],
    ),
}


@pytest.mark.parametrize("case", CLOSURES)
def test_the_gradient_of_a_gradient_flows_through_what_it_closes_over(case: str) -> None:
    function, expected = CLOSURES[case]
    x = tf.constant(1.0)
    for order, value in enumerate(expected):
        assert float(derivative(function, x, order)) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("case", CLOSURES)
def test_in_functions_called_by_functions(case: str) -> None:
    function, expected = CLOSURES[case]
    for order in (1, 2):
        outer = tf.function(lambda x, order=order: derivative(function, x, order))
        found = float(outer(tf.constant(1.0)))
        assert found == pytest.approx(expected[order], rel=1e-5)


def test_closures_over_variables_and_over_what_nothing_else_needs() -> None:
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def times(x: Any) -> Any:
        e, unused = tf.exp(x), tf.sin(x) * v

        def gradient(dy: Any, variables: Any = None) -> Any:
            return dy * v * unused, [dy * x * e for _ in variables or ()]

        return x * v, gradient

    inner = tf.function(times)

    def in_a_loop(x: Any) -> Any:
        return tf.while_loop(lambda i, _: i < 2, lambda i, a: (i + 1, times(a)), (0, x))[1]

    def step(function: Any, x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, [x, v])

    for function in (lambda x: times(times(x)), lambda x: inner(inner(x)), in_a_loop):
        for call in (step, tf.function(step)):
            found = [float(g) for g in call(function, tf.constant(0.5))]
            assert found == pytest.approx([6.4547634, 5.4929838], rel=1e-5)


def test_what_is_computed_again_is_not_kept() -> None:
    square = tf.recompute_grad(lambda x: tf.sin(x) ** 2)
    with tf.GradientTape() as tape:
        tape.watch(X)
        square(X)
    assert [r.op.name for r in tape._records] == ["PellucidCustomGradient"]

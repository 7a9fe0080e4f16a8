"""tf.cond, tf.case, tf.switch_case, tf.while_loop, eager and in functions."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf

C, V = tf.constant, tf.Variable
MACHINES = pytest.mark.parametrize("run", [lambda f: f, tf.function], ids=["eager", "function"])


def plain(nest: Any) -> Any:
    """Tensors as Python values."""
    return tf.nest.map_structure(lambda t: t.numpy().tolist() if tf.is_tensor(t) else t, nest)


# ------------------------------------------------------------------ cond


@MACHINES
def test_cond(run: Any) -> None:
    f = run(lambda p, x: tf.cond(p, lambda: x + 1, lambda: x * 10))
    assert (f(C(True), C(3)).numpy(), f(C(False), C(3)).numpy()) == (4, 30)


@MACHINES
def test_cond_keeps_structures(run: Any) -> None:
    f = run(
        lambda p: tf.cond(p, lambda: {"a": 1, "b": [2.0, (3,)]}, lambda: {"a": 4, "b": [5.0, (6,)]})
    )
    assert plain(f(C(True))) == {"a": 1, "b": [2.0, (3,)]}
    assert plain(f(C(False))) == {"a": 4, "b": [5.0, (6,)]}
    assert run(lambda p: tf.cond(p, lambda: None, lambda: None))(C(True)) is None


@MACHINES
def test_cond_assigns_variables_in_one_branch_only(run: Any) -> None:
    v, w = V(1.0), V(5.0)

    def yes() -> Any:
        v.assign_add(w)
        return v + 0.0

    f = run(lambda p: tf.cond(p, yes, lambda: w.assign(0.0) + v))
    assert (f(C(True)).numpy(), v.numpy(), w.numpy()) == (6, 6, 5)
    assert (f(C(False)).numpy(), v.numpy(), w.numpy()) == (6, 6, 0)


def test_cond_in_a_function_checks_predicate_and_branches() -> None:
    for wrong in (C(1), C(1.0), C([True, False])):
        with pytest.raises(tf.errors.InvalidArgumentError, match="boolean scalar"):
            tf.function(lambda p: tf.cond(p, lambda: 1, lambda: 2))(wrong)
    for other in (lambda: 2.0, lambda: (2, 3), lambda: [2]):
        with pytest.raises(TypeError, match="branches return different"):
            tf.function(lambda p, other=other: tf.cond(p, lambda: 1, other))(C(True))
    with pytest.raises(TypeError, match=r"tf\.cond \[true_fn\]: must be callable\. Received int 1"):
        tf.cond(C(True), 1, 2)


def test_branches_of_different_shapes() -> None:
    f = tf.function(lambda p: tf.cond(p, lambda: C([1.0]), lambda: C([1.0, 2.0])))
    assert f.get_concrete_function(C(True)).outputs[0].shape.as_list() == [None]
    assert (plain(f(C(True))), plain(f(C(False)))) == ([1.0], [1.0, 2.0])


def test_strings_in_branches() -> None:
    f = tf.function(lambda p: tf.cond(p, lambda: C("yes"), lambda: C("no")))
    assert (f(C(True)).numpy(), f(C(False)).numpy()) == (b"yes", b"no")


# ------------------------------------------------------------------ switch_case and case


@MACHINES
def test_switch_case(run: Any) -> None:
    three = [lambda: 10, lambda: 20, lambda: 30]
    f = run(lambda i: tf.switch_case(i, three))
    assert [int(f(C(i))) for i in (0, 1, 2, 3, -1)] == [10, 20, 30, 30, 30]
    g = run(lambda i: tf.switch_case(i, {1: three[1], 0: three[0]}, default=lambda: -1))
    assert [int(g(C(i))) for i in (0, 1, 2, -7)] == [10, 20, -1, -1]


def test_switch_case_arguments() -> None:
    assert int(tf.switch_case(C(1), [(1, lambda: 2), (0, lambda: 1)])) == 2
    with pytest.raises(TypeError, match="int"):
        tf.switch_case(1, [lambda: 1])
    with pytest.raises(ValueError, match="contiguous"):
        tf.switch_case(C(0), {0: lambda: 1, 2: lambda: 3})
    for wrong in ([1, 2], 3):
        with pytest.raises(TypeError):
            tf.switch_case(C(0), wrong)


@MACHINES
def test_case(run: Any) -> None:
    f = run(lambda x: tf.case([(x > 5, lambda: x), (x > 2, lambda: x * 10)], default=lambda: -x))
    assert [int(f(C(i))) for i in (7, 3, 1)] == [7, 30, -1]


def test_case_arguments() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="none of the conditions"):
        tf.case([(C(False), lambda: 1)])
    # Eagerly TensorFlow takes the first that holds, exclusive or not.
    assert int(tf.case([(C(True), lambda: C(1)), (C(True), lambda: C(2))], exclusive=True)) == 1
    for wrong, error in (
        ([], ValueError), ({}, ValueError), ([(C(True), 1)], TypeError),
        ([(True, lambda: 1)], TypeError),
    ):  # fmt: skip
        with pytest.raises(error):
            tf.case(wrong)
    with pytest.raises(TypeError):
        tf.case([(C(True), lambda: 1)], default=3)


def test_case_in_a_graph_checks_its_conditions() -> None:
    pairs = [(lambda x: x < 0, lambda: C(1)), (lambda x: x < 5, lambda: C(2))]
    f = tf.function(lambda x: tf.case([(p(x), f) for p, f in pairs]))
    assert int(f(C(3))) == 2
    with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions"):
        f(C(7))
    f = tf.function(lambda x: tf.case([(p(x), f) for p, f in pairs], exclusive=True))
    with pytest.raises(tf.errors.InvalidArgumentError, match="more than 1"):
        f(C(-1))


def test_branches_may_return_operations() -> None:
    f = tf.function(lambda x: tf.cond(x > 0, lambda: tf.no_op(), lambda: tf.group()))
    assert bool(f(C(1)))


@pytest.mark.parametrize(("index", "error"), [(C(1.0), TypeError), (1, TypeError)])
def test_switch_case_wants_an_integer_tensor(index: Any, error: type) -> None:
    with pytest.raises(error):
        tf.switch_case(index, [lambda: 1, lambda: 2])
    with pytest.raises(ValueError, match="at least one"):
        tf.switch_case(C(0), [])


# ------------------------------------------------------------------ while_loop


@MACHINES
def test_while_loop(run: Any) -> None:
    f = run(lambda n: tf.while_loop(lambda i, a: i < n, lambda i, a: (i + 1, a * 2.0), (0, 1.0)))
    assert plain(f(C(5))) == (5, 32.0)
    assert plain(f(C(0))) == (0, 1.0)


@MACHINES
def test_while_loop_keeps_structures(run: Any) -> None:
    def body(state: Any, pair: Any) -> Any:
        return {"i": state["i"] + 1, "x": state["x"] * 2.0}, [pair[1], pair[0]]

    f = run(lambda: tf.while_loop(lambda s, p: s["i"] < 3, body, ({"i": 0, "x": C([1.0])}, [1, 2])))
    assert plain(f()) == ({"i": 3, "x": [8.0]}, [2, 1])


@MACHINES
def test_maximum_iterations(run: Any) -> None:
    f = run(
        lambda m: tf.while_loop(lambda i: i < 9, lambda i: (i + 1,), (0,), maximum_iterations=m)
    )
    assert [int(f(m)[0]) for m in (3, C(4), 100, 0)] == [3, 4, 9, 0]


@MACHINES
def test_bodies_assign_variables(run: Any) -> None:
    v = V(0.0)

    def body(i: Any) -> Any:
        v.assign_add(tf.cast(i, tf.float32))
        return (i + 1,)

    assert int(run(lambda: tf.while_loop(lambda i: v < 5.0, body, (0,)))()[0]) == 4
    assert v.numpy() == 6


@MACHINES
def test_growing_loops(run: Any) -> None:
    def grow(x: Any) -> Any:
        return tf.while_loop(
            lambda a: tf.shape(a)[0] < 5,
            lambda a: (tf.concat([a, a[:1]], 0),),
            (x,),
            shape_invariants=(tf.TensorShape([None]),),
        )[0]

    assert plain(run(grow)(C([1, 2]))) == [1, 2, 1, 1, 1]


def test_loops_in_functions_keep_dtypes_and_shapes() -> None:
    def loop(body: Any, *first: Any) -> Any:
        return tf.function(lambda: tf.while_loop(lambda i, *_: i < 5, body, first))()

    with pytest.raises(TypeError, match="changes its dtype"):
        loop(lambda i, x: (i + 1, tf.cast(x, tf.float32)), 0, 1)
    with pytest.raises(ValueError, match="shape_invariants"):
        loop(lambda i, x: (i + 1, tf.concat([x, x], 0)), 0, C([1]))
    with pytest.raises(ValueError, match="structure"):
        loop(lambda i: (i + 1, i), 0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="boolean scalar"):
        tf.function(lambda: tf.while_loop(lambda i: i, lambda i: (i - 1,), (3,)))()


def test_while_loop_arguments() -> None:
    for wrong in ((3, lambda i: i), (lambda i: i, 3)):
        with pytest.raises(TypeError, match="must be callable"):
            tf.while_loop(*wrong, [0])
    with pytest.raises(ValueError, match="loop_vars"):
        tf.while_loop(lambda: True, lambda: (), [])


@MACHINES
def test_nesting(run: Any) -> None:
    def row(i: Any, total: Any) -> Any:
        def cell(j: Any, t: Any) -> Any:
            return j + 1, tf.cond((i + j) % 2 == 0, lambda: t + i * j, lambda: t)

        return i + 1, tf.while_loop(lambda j, t: j <= i, cell, (0, total))[1]

    f = run(lambda n: tf.while_loop(lambda i, t: i < n, row, (0, 0))[1])
    expected = sum(i * j for i in range(6) for j in range(i + 1) if (i + j) % 2 == 0)
    assert int(f(C(6))) == expected


def test_switch_case_wants_a_scalar() -> None:
    for run in (tf.switch_case, tf.function(tf.switch_case, autograph=False)):
        with pytest.raises(tf.errors.InvalidArgumentError, match="not a scalar"):
            run(tf.constant([1]), [lambda: tf.constant(10)])


def test_while_loop_with_no_iterations_at_once() -> None:
    with pytest.raises(TypeError, match="parallel_iterations"):
        tf.while_loop(lambda i: i < 3, lambda i: (i + 1,), [0], parallel_iterations=0)


class Pair(tf.experimental.ExtensionType):
    first: tf.Tensor
    second: tf.Tensor


@MACHINES
def test_loops_carry_extension_types(run: Any) -> None:
    def looped(pair: Any) -> Any:
        return tf.while_loop(
            lambda i, _: i < 2,
            lambda i, p: (i + 1, Pair(p.first + 1.0, p.second * p.first)),
            (0, pair),
        )[1]

    found = run(looped)(Pair(1.0, 3.0))
    assert (found.first.numpy(), found.second.numpy()) == (3, 6)

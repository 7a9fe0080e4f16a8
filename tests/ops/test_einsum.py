"""Einstein summation."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("equation", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("ij,jk", [(2, 3), (3, 4)]),
        ("ij->ji", [(2, 3)]),
        ("ij->", [(2, 3)]),
        ("ij->i", [(2, 3)]),
        ("ii->i", [(3, 3)]),
        ("ii", [(3, 3)]),
        ("i,j->ij", [(2,), (3,)]),
        ("ij,kl->i", [(2, 3), (2, 2)]),
        ("bij,bjk->bik", [(2, 3, 4), (2, 4, 2)]),
        ("...ij,...jk->...ik", [(2, 3, 4), (4, 2)]),
        ("i...,...->i...", [(2, 3), (3,)]),
        ("abc,cde->abde", [(2, 3, 4), (4, 2, 2)]),
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]),
        (" a b , b c -> a c ", [(2, 3), (3, 4)]),
    ],
)
def test_einsum(equation, shapes):
    inputs = [RNG.normal(size=shape) for shape in shapes]
    check_op(
        lambda *x: tf.einsum(equation, *x), *inputs,
        expected=lambda *x: np.einsum(equation.replace(" ", ""), *x),
    )  # fmt: skip


def test_integers():
    assert tf.einsum("ij,j->i", [[1, 2], [3, 4]], [1, 1]).numpy().tolist() == [3, 7]


def test_errors():
    a = tf.ones([2, 3])
    with pytest.raises(ValueError, match="more than once"):
        tf.einsum("i->ii", tf.ones([2]))
    with pytest.raises(ValueError, match="names 2 inputs"):
        tf.einsum("ij,jk->ik", a)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"sizes of .j. differ .* Expected 3, received 2"
    ):
        tf.einsum("ij,jk->ik", a, a)
    with pytest.raises(tf.errors.InvalidArgumentError, match="rank"):
        tf.einsum("ijk->i", a)
    with pytest.raises(TypeError, match="foo"):
        tf.einsum("ij->i", a, foo=1)
    with pytest.raises(ValueError, match="format"):
        tf.einsum("i1->i", a)


@pytest.mark.parametrize("optimize", ["greedy", "optimal", "branch-2", "branch-all", "auto", False])
def test_order_of_products(optimize):
    a, b, c, d = (RNG.normal(size=s) for s in ((2, 3), (3, 4), (4, 5), (5, 2)))
    check_op(
        lambda *x: tf.einsum("ij,jk,kl,li->il", *x, optimize=optimize), a, b, c, d,
        expected=lambda *x: np.einsum("ij,jk,kl,li->il", *x),
    )  # fmt: skip
    batch = RNG.normal(size=(2, 2, 3))
    check_op(
        lambda *x: tf.einsum("...ij,jk,kl->...il", *x, optimize=optimize), batch, b, c,
        expected=lambda *x: np.einsum("...ij,jk,kl->...il", *x),
    )  # fmt: skip


def test_cheapest_products_come_first():
    """A row times two matrices: from the left; two matrices times a column: from the right."""

    def first_products(optimize):
        @tf.function
        def f(a, b, c):
            return tf.einsum("ij,jk,kl->il", a, b, c, optimize=optimize)

        graph = f.get_concrete_function(
            tf.TensorSpec([50, 50]), tf.TensorSpec([50, 50]), tf.TensorSpec([50, 1])
        ).graph
        return [node.attrs["equation"] for node in graph.nodes if node.type == "Einsum"]

    assert first_products("optimal")[0] == "jk,kl->jl"
    assert first_products(False)[0] == "ij,jk->ik"

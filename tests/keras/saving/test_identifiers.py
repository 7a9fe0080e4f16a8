"""What the identifiers of `keras.*.get` stand for."""

from __future__ import annotations

import pytest

import pellucid as tf

GET = {
    room: getattr(tf.keras, room).get
    for room in ("activations", "constraints", "initializers", "losses", "metrics", "optimizers")
} | {"regularizers": tf.keras.regularizers.get}


@pytest.mark.parametrize(
    ("room", "typo", "meant"),
    [
        ("activations", "rleu", "'relu'"),
        ("constraints", "maxnorm", "'max_norm'"),
        ("initializers", "he_normol", "'he_normal'"),
        ("losses", "binary_crossentrpy", "'binary_crossentropy'"),
        ("metrics", "acuracy", "'accuracy'"),
        ("optimizers", "adm", "'adam'"),
        ("regularizers", "l3", "'l"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_ones(room, typo, meant):
    with pytest.raises(ValueError, match=rf"tf\.keras\.{room}\.get \[identifier\]") as error:
        GET[room](typo)
    assert f"{typo!r}" in str(error.value)
    assert meant in str(error.value)


@pytest.mark.parametrize("room", sorted(GET))
def test_what_cannot_be_called_is_refused(room):
    with pytest.raises(ValueError, match="could not interpret"):
        GET[room](3.5)


def test_a_custom_object_comes_before_a_built_in_one():
    def relu(x):
        return x + 1.0

    with tf.keras.utils.custom_object_scope({"relu": relu}):
        assert tf.keras.activations.get("relu") is relu
    assert tf.keras.activations.get("relu") is not relu


def test_a_class_gives_an_instance():
    assert isinstance(tf.keras.losses.get(tf.keras.losses.Huber), tf.keras.losses.Huber)
    assert isinstance(tf.keras.metrics.get("mean_squared_error"), tf.keras.metrics.Metric)
    assert tf.keras.regularizers.get(None) is None

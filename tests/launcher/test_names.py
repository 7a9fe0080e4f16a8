"""The tables of names."""

from __future__ import annotations

import pytest

from pellucid.launcher import names


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tensorflow.nn", "nn"),
        ("keras.layers", "keras.layers"),
        ("tf_keras.src.layers", "keras.src.layers"),
        ("tensorflow", ""),
        ("keras", "keras"),
    ],
)
def test_path_below_tensorflow(name, path):
    assert names.path_below_tensorflow(name) == path


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("compat.v2", ""),
        ("compat.v2.keras.api._v2.keras.layers", "keras.layers"),
        ("keras.api.layers", "keras.layers"),
        ("keras.apiary", "keras.apiary"),
        ("keras.layers", "keras.layers"),
    ],
)
def test_public_path(path, public):
    assert names.public_path(path) == public


def test_private_homes():
    assert names.private_homes("keras.layers") is None
    assert names.private_homes("nn") is None
    assert names.private_homes("keras.layers.core") == (
        "keras.layers.core",
        "keras.layers",
        "keras",
    )
    assert names.private_homes("python.ops.nn") == ("nn", "compat.v1.nn")
    assert names.private_homes("python.ops") == ()
    assert names.private_homes("python.nosuch") == ()


def test_every_renamed_file_is_in_the_table():
    known = {"python." + path for path in names._TENSORFLOW_FILES}
    assert set(names.RENAMED) <= known

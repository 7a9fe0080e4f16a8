"""Losses by name and by config."""

from __future__ import annotations

import pytest

from pellucid.keras import losses
from pellucid.keras.losses.registry import ALL_OBJECTS


@pytest.mark.parametrize("name", ["mse", "MSE", "mean_squared_error"])
def test_names_of_a_function(name: str) -> None:
    assert losses.get(name) is losses.mean_squared_error


def test_names_of_classes_give_objects() -> None:
    assert isinstance(losses.get("CategoricalCrossentropy"), losses.CategoricalCrossentropy)
    assert losses.get(None) is None
    assert losses.get(losses.mae) is losses.mae


@pytest.mark.parametrize("bad", ["nope", 3])
def test_unknown(bad: object) -> None:
    with pytest.raises(ValueError, match="could not interpret loss identifier"):
        losses.get(bad)


@pytest.mark.parametrize(
    "cls", [cls for cls in ALL_OBJECTS.values() if isinstance(cls, type)], ids=lambda c: c.__name__
)
def test_config_round_trip(cls: type) -> None:
    loss = cls()
    again = losses.deserialize(losses.serialize(loss))
    assert type(again) is cls
    assert again.get_config() == loss.get_config()


def test_keras2_config() -> None:
    loss = losses.get({"class_name": "BinaryCrossentropy", "config": {"from_logits": True}})
    assert loss.from_logits

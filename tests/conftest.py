"""What every test shares: the order of the suite, unseeded random numbers, a home for downloads."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

import pellucid as tf

# No test reads or writes the user's compiled programs; those about the cache have one of their own.
os.environ["PELLUCID_COMPILE_CACHE"] = "0"

# Continuous integration tries the same examples every time, so that a red run says something about
# the change. Elsewhere they are new each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The whole product in one small file comes first; the slow tests of the house come last."""

    def place(item: pytest.Item) -> int:
        parts = item.path.parts
        if item.path.name == "test_tiny.py":
            return 0
        return 2 if "house" in parts else 1

    items.sort(key=place)


@pytest.fixture(autouse=True)
def no_seed() -> None:
    """A global seed that one test sets does not reach the next."""
    tf.random.set_seed(None)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the user's data sets."""
    monkeypatch.delenv("PELLUCID_DATASETS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path_factory.getbasetemp() / "keras"))

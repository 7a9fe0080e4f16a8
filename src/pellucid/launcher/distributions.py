"""What `importlib.metadata` reads about the distributions that Pellucid stands in for."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator
from pathlib import Path


class AliasDistribution(importlib.metadata.Distribution):
    """A distribution without files of its own: a name, a version and its top-level module."""

    def __init__(self, name: str, version: str) -> None:
        self._texts = {
            "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            "Summary: Pellucid, standing in for this distribution\n",
            "top_level.txt": name.replace("-", "_") + "\n",
        }

    def read_text(self, filename: str | os.PathLike[str]) -> str | None:
        """The text of a metadata file, None where there is no such file."""
        return self._texts.get(str(filename))

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        """The place of a file of the distribution: below the folder of Pellucid."""
        return Path(__file__).parents[2] / path


def distributions(name: str | None, versions: dict[str, str]) -> Iterator[AliasDistribution]:
    """The distribution called `name`, or all of them when it is None."""
    wanted = None if name is None else name.lower().replace("_", "-").replace(".", "-")
    for known, version in versions.items():
        if wanted is None or wanted == known:
            yield AliasDistribution(known, version)

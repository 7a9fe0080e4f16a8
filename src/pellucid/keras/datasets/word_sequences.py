"""What IMDB and Reuters share: documents as lists of word indices, 1 the most frequent word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np


def mark_and_shift(
    documents: Iterable[Sequence[int]], start_char: int | None, index_from: int | None
) -> list[list[int]]:
    """Puts `start_char` before each document and adds `index_from` to its words."""
    start = [] if start_char is None else [start_char]
    shift = index_from or 0
    return [start + [word + shift for word in document] for document in documents]


def shorter_than(
    documents: list[list[int]], labels: np.ndarray, maxlen: int | None
) -> tuple[list[list[int]], np.ndarray]:
    """Keeps documents of fewer than `maxlen` words (the start mark counts), and their labels."""
    if not maxlen:
        return documents, labels
    kept = [i for i, document in enumerate(documents) if len(document) < maxlen]
    return [documents[i] for i in kept], labels[kept]


def require_some(documents: list[list[int]], maxlen: int | None) -> None:
    """Refuses a `maxlen` that leaves nothing."""
    if not documents:
        raise ValueError(
            f"keras.datasets load_data [maxlen]: no document has fewer than {maxlen} words. "
            "Fix: a larger maxlen."
        )


def limit_vocabulary(
    documents: list[list[int]], num_words: int | None, skip_top: int, oov_char: int | None
) -> list[list[int]]:
    """Keeps the indices in [skip_top, num_words); others become `oov_char`, or go if that is None.

    Without `num_words` the limit is the largest index itself, which is thereby cut: so does Keras.
    """
    limit = num_words or max((max(document, default=0) for document in documents), default=0)
    if oov_char is None:
        return [[word for word in document if skip_top <= word < limit] for document in documents]
    return [
        [word if skip_top <= word < limit else oov_char for word in document]
        for document in documents
    ]


def object_array(documents: Sequence[list[int]]) -> np.ndarray:
    """An array of lists, one-dimensional even if all lists are equally long."""
    array = np.empty(len(documents), dtype=object)
    array[:] = documents
    return array


def read_word_index(path: str) -> dict[str, int]:
    """The word to index table."""
    import json

    with open(path, encoding="utf-8") as file:
        return json.load(file)

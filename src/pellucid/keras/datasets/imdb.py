"""IMDB: 50,000 film reviews as lists of word indices, negative or positive."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from pellucid.keras.datasets.sources import Split, fetch, read_npz
from pellucid.keras.datasets.word_sequences import (
    limit_vocabulary,
    mark_and_shift,
    object_array,
    read_word_index,
    require_some,
    shorter_than,
)

FILE_HASH = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
WORD_INDEX_HASH = "bfafd718b763782e994055a2d397834f"


def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
    **kwargs: Any,
) -> Split:
    """25,000 reviews for training and 25,000 for testing.

    Word i of `get_word_index` is i + `index_from` in the lists.

    Args:
        path: name of the local file, below `~/.keras/datasets`.
        num_words: keep indices below this; default: all but the largest.
        skip_top: leave out indices below this, the most frequent words.
        maxlen: keep only reviews of fewer words than this, the start mark counted.
        seed: of the shuffle.
        start_char: index put before each review; None for none.
        oov_char: index for words left out; None drops them.
        index_from: added to every word's index.
        **kwargs: `nb_words`, the old name of `num_words`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays of lists of int, and int64 labels
        (0 negative, 1 positive).

    Raises:
        ValueError: no review is shorter than `maxlen`.
        TypeError: an unknown keyword.
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), _ = tf.keras.datasets.imdb.load_data(num_words=10000)

    Reference: A. Maas et al., Learning Word Vectors for Sentiment Analysis, ACL 2011.
    """
    if "nb_words" in kwargs:
        warnings.warn(
            "keras.datasets.imdb.load_data: nb_words is now num_words.", FutureWarning, stacklevel=2
        )
        num_words = kwargs.pop("nb_words")
    if kwargs:
        raise TypeError(
            f"keras.datasets.imdb.load_data: unknown keyword argument {next(iter(kwargs))!r}."
        )
    arrays = read_npz(fetch(path, "imdb.npz", FILE_HASH), "x_train", "y_train", "x_test", "y_test")
    shuffle = np.random.RandomState(seed).shuffle  # one stream: train first, then test
    parts = []
    for documents, labels in (arrays[:2], arrays[2:]):
        order = np.arange(len(documents))
        shuffle(order)
        marked = mark_and_shift(documents[order], start_char, index_from)
        parts.append(shorter_than(marked, labels[order], maxlen))
    (train, y_train), (test, y_test) = parts
    require_some(train + test, maxlen)
    limited = object_array(limit_vocabulary(train + test, num_words, skip_top, oov_char))
    return (limited[: len(train)], y_train), (limited[len(train) :], y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """The words and their rank by frequency, 1 for the most frequent.

    Args:
        path: name of the local file, below `~/.keras/datasets`.

    Returns:
        A dict from word to rank; in `load_data`'s lists a word is `rank + index_from`.

    Example:
        >>> ranks = tf.keras.datasets.imdb.get_word_index()
        >>> words = {rank + 3: word for word, rank in ranks.items()}
    """
    return read_word_index(fetch(path, "imdb_word_index.json", WORD_INDEX_HASH))

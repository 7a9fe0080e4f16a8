"""Reuters: 11,228 newswires as lists of word indices, in 46 topics."""

from __future__ import annotations

import numpy as np

from pellucid.keras.datasets.sources import Split, check_split, fetch, read_npz
from pellucid.keras.datasets.word_sequences import (
    limit_vocabulary,
    mark_and_shift,
    object_array,
    read_word_index,
    require_some,
    shorter_than,
)

FILE_HASH = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
WORD_INDEX_HASH = "4d44cc38712099c9e383dc6e5f11a921"
LABEL_NAMES = """
    cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship
    cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin
    strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem
    dlr gas silver wpi hog lead
"""


def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
) -> Split:
    """Newswires of 1987; word i of `get_word_index` is i + `index_from` in the lists.

    Args:
        path: name of the local file, below `~/.keras/datasets`.
        num_words: keep indices below this; default: all but the largest.
        skip_top: leave out indices below this, the most frequent words.
        maxlen: keep only newswires of fewer words than this, the start mark counted.
        test_split: share of the newswires that is kept for testing, 0 <= test_split < 1.
        seed: of the shuffle that precedes the split.
        start_char: index put before each newswire; None for none.
        oov_char: index for words left out; None drops them.
        index_from: added to every word's index.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays of lists of int, and int64 topics
        0 to 45 (`get_label_names`).

    Raises:
        ValueError: no newswire is shorter than `maxlen`, or `test_split` is no share.
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), _ = tf.keras.datasets.reuters.load_data(num_words=10000)

    Reference: D. Lewis, Reuters-21578 text categorization test collection, 1997.
    """
    check_split(test_split)
    documents, labels = read_npz(fetch(path, "reuters.npz", FILE_HASH), "x", "y")
    order = np.arange(len(documents))
    np.random.RandomState(seed).shuffle(order)
    marked = mark_and_shift(documents[order], start_char, index_from)
    marked, labels = shorter_than(marked, labels[order], maxlen)
    require_some(marked, maxlen)
    limited = object_array(limit_vocabulary(marked, num_words, skip_top, oov_char))
    cut = int(len(limited) * (1 - test_split))
    return (limited[:cut], labels[:cut]), (limited[cut:], labels[cut:])


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """The words and their rank by frequency, 1 for the most frequent.

    Args:
        path: name of the local file, below `~/.keras/datasets`.

    Returns:
        A dict from word to rank; in `load_data`'s lists a word is `rank + index_from`.

    Example:
        >>> rank = tf.keras.datasets.reuters.get_word_index()["money"]
    """
    return read_word_index(fetch(path, "reuters_word_index.json", WORD_INDEX_HASH))


def get_label_names() -> tuple[str, ...]:
    """The names of the 46 topics, in the order of the labels.

    Example:
        >>> tf.keras.datasets.reuters.get_label_names()[3]
        'earn'
    """
    return tuple(LABEL_NAMES.split())

"""Pairs of words for word2vec: skipgrams, make_sampling_table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """How likely the word of each rank is kept, common ones less: min(1, sqrt(factor / f)).

    The frequency f of rank r is taken from Zipf's law: 1 / f = r (log r + 0.577) + 1/2 - 1 / 12 r.

    Args:
        size: the number of words.
        sampling_factor: the frequency up to which every occurrence is kept.

    Returns: float64 (size,).

    Example:
        >>> make_sampling_table(3).round(4)
        array([0.0032, 0.0032, 0.0055])

    Reference: Mikolov et al., "Distributed Representations of Words", arXiv:1310.4546.
    """
    rank = np.maximum(np.arange(size), 1)
    inverse = rank * (np.log(rank) + 0.577) + 0.5 - 1.0 / (12.0 * rank)
    return np.minimum(1.0, np.sqrt(sampling_factor * inverse))


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list[list[int]], list[Any]]:
    """Pairs (word, word in its context) with label 1, and (word, random word) with label 0.

    Args:
        sequence: word indices; 0 stands for no word and is left out.
        vocabulary_size: random words are drawn from 1 ... vocabulary_size - 1.
        window_size: the context are so many words on both sides.
        negative_samples: how many random pairs for each pair of words.
        shuffle: whether to mix the pairs.
        categorical: labels [0, 1] and [1, 0] in place of 1 and 0.
        sampling_table: how likely each word is used; see `make_sampling_table`.
        seed: of the shuffling; random words come from the module `random`.

    Returns: pairs and labels.

    Reference: Mikolov et al., "Efficient Estimation of Word Representations", arXiv:1301.3781.
    """
    true, false = ([0, 1], [1, 0]) if categorical else (1, 0)
    couples: list[list[int]] = []
    for place, word in enumerate(sequence):
        if not word:
            continue
        if sampling_table is not None and sampling_table[word] < random.random():
            continue
        first = max(0, place - window_size)
        around = [*sequence[first:place], *sequence[place + 1 : place + window_size + 1]]
        couples += [[word, other] for other in around if other]
    labels: list[Any] = [true] * len(couples)
    if negative_samples > 0:
        words = [word for word, _ in couples]
        random.shuffle(words)
        count = int(len(couples) * negative_samples)
        couples += [
            [words[i % len(words)], random.randint(1, vocabulary_size - 1)] for i in range(count)
        ]
        labels += [false] * count
    if shuffle:
        seed = random.randint(0, 10**7) if seed is None else seed
        random.Random(seed).shuffle(couples)
        random.Random(seed).shuffle(labels)
    return couples, labels

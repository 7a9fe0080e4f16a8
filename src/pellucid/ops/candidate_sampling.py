"""Samples of classes, for losses over many classes that look at a few of them only.

Functions: uniform_candidate_sampler, log_uniform_candidate_sampler,
fixed_unigram_candidate_sampler, learned_unigram_candidate_sampler, all_candidate_sampler,
compute_accidental_hits.

All return `(sampled_candidates, true_expected_count, sampled_expected_count)`: class numbers
(int64) and how often each true and each sampled class is expected in such a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.seeds import get_seed
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops import philox
from pellucid.runtime.dispatch import Op, op

_MOST_TRIES = 1_000_000


class Candidates(NamedTuple):
    """A sample of classes."""

    sampled_candidates: Tensor
    true_expected_count: Tensor
    sampled_expected_count: Tensor


class _Draws:
    """Random numbers from a generator's state, counted."""

    def __init__(self, state: Any) -> None:
        self.state = np.asarray(state)
        self.used = 0

    def below(self, limit: int) -> int:
        """From 0 to limit - 1, by one word of 32 bits; words that would favour some are dropped."""
        if limit & (limit - 1) == 0:
            return self._word() & (limit - 1)
        unfair = (2**32 - 1) % limit + 1
        while (word := self._word()) < unfair:
            pass
        return word % limit

    def integer(self, limit: int) -> int:
        """From 0 to limit - 1, by two words."""
        low, high = (int(w) for w in self._pair())
        return (low | high << 32) % limit

    def unit(self) -> float:
        """From [0, 1)."""
        return float(philox.unit_double(self._pair()))

    def unit_float(self) -> float:
        """From [0, 1), by one word."""
        word = np.array([self._word()], np.uint32)
        return float(philox.unit(np, word, np.dtype(np.float32))[0])

    def _word(self) -> int:
        block, place = divmod(self.used, 4)
        self.used += 1
        return int(philox.words_at(np, self.state, np.array([block], np.uint64))[0][place])

    def _pair(self) -> Any:
        return np.array([self._word(), self._word()], np.uint32)


def _sampler(name: str, choose: Callable[..., Any], **attributes: Any) -> Op:
    """A sampler op; choose(draws, classes, attributes) -> (draw a class, probabilities)."""
    made = op(
        name,
        "true_classes: int64 -> sampled_candidates: int64, true_expected_count: float32, "
        "sampled_expected_count: float32",
        num_true=int, num_sampled=int, unique=bool, seed=0, seed2=0, stateful=True, gradient=None,
        **attributes,
    )  # fmt: skip
    names = tuple(attributes)

    @made.infer
    def _(call: Any) -> Any:
        return [(call.attrs["num_sampled"],), call.shape(0), (call.attrs["num_sampled"],)]

    def run(true: Any, count: int, unique: bool, rng: Any, attrs: dict[str, Any]) -> Any:
        draws = _Draws(rng.value)
        draw, probability, total = choose(draws, {**attrs, "rng": rng, "true": true})
        sampled, tries = _sample(draw, count, unique, total)
        rng.value = philox.advance(np, draws.state, 512 * count)
        counts = [_expected(probability(c), count, tries) for c in (true, sampled)]
        return sampled, *counts

    if "unigrams" in names:

        @made.kernel("host")
        def _(
            true: Any, num_sampled: int, unique: bool, range_max: int, vocab_file: str,
            distortion: float, num_reserved_ids: int, num_shards: int, shard: int, unigrams: Any,
            rng: Any,
        ) -> Any:  # fmt: skip
            attrs = {
                "range_max": range_max, "vocab_file": vocab_file, "distortion": distortion,
                "num_reserved_ids": num_reserved_ids, "num_shards": num_shards, "shard": shard,
                "unigrams": unigrams,
            }  # fmt: skip
            return run(true, num_sampled, unique, rng, attrs)

    else:

        @made.kernel("host")
        def _(true: Any, num_sampled: int, unique: bool, range_max: int, rng: Any) -> Any:
            return run(true, num_sampled, unique, rng, {"range_max": range_max})

    return made


def _sample(draw: Callable[[], int], count: int, unique: bool, total: int) -> tuple[Any, int]:
    """`count` classes, and after how many tries; as many tries as classes if they may repeat."""
    if not unique:
        return np.array([draw() for _ in range(count)], np.int64), count
    if count > total:
        raise ValueError("Sampler's range is too small.")
    found: dict[int, None] = {}
    for tries in range(1, _MOST_TRIES):
        found.setdefault(draw())
        if len(found) == count:
            return np.array(list(found), np.int64), tries
    raise ValueError(f"no {count} different classes in {_MOST_TRIES} tries: too few have a chance")


def _expected(p: Any, count: int, tries: int) -> Any:
    """How often a class of probability p is expected: at most once if the sample is unique."""
    p = np.asarray(p, np.float64)
    if tries == count:
        return p * count
    return -np.expm1(tries * np.log1p(-p))


def _uniform(draws: _Draws, attrs: dict[str, Any]) -> Any:
    limit = attrs["range_max"]
    return lambda: draws.integer(limit), lambda c: np.full(np.shape(c), 1 / limit), limit


def _log_uniform(draws: _Draws, attrs: dict[str, Any]) -> Any:
    limit = attrs["range_max"]
    span = np.log(limit + 1)

    def draw() -> int:
        return int(np.exp(draws.unit() * span)) % (limit + 1) - 1 if limit else 0

    return draw, lambda c: (np.log(np.asarray(c) + 2.0) - np.log(np.asarray(c) + 1.0)) / span, limit


def _fixed_unigram(draws: _Draws, attrs: dict[str, Any]) -> Any:
    weights = np.array(_weights(attrs), np.float64) ** attrs["distortion"]
    weights = np.concatenate([np.zeros(attrs["num_reserved_ids"]), weights])
    if len(weights) != attrs["range_max"]:
        raise ValueError(f"range_max is {attrs['range_max']}, but there are {len(weights)} classes")
    weights = np.where(
        np.arange(len(weights)) % attrs["num_shards"] == attrs["shard"], weights, 0.0
    )
    share = weights / weights.sum()
    chance, other = _alias_table(share)

    def draw() -> int:
        r = draws.unit_float()
        place = draws.below(len(share))
        return place if r < chance[place] else other[place]

    return draw, lambda c: share[np.asarray(c)], int((weights > 0).sum())


def _alias_table(share: Any) -> tuple[Any, list[int]]:
    """For each place how likely it stands for itself, and for which class otherwise.

    Reference: Vose, "A linear algorithm for generating random numbers with a given distribution"
    (1991).
    """
    left, other = share * len(share), [-1] * len(share)
    below = [i for i, p in enumerate(left) if p < 1]
    above = [i for i, p in enumerate(left) if p >= 1]
    while below and above:
        low, high = below.pop(), above.pop()
        other[low] = high
        left[high] -= 1 - left[low]
        (below if left[high] < 1 else above).append(high)
    for i in (*above, *below):  # what rounding left over
        left[i], other[i] = 1.0, i
    return left.astype(np.float32), other


def _weights(attrs: dict[str, Any]) -> list[float]:
    """The weights given, or those in the last column of a file."""
    if bool(attrs["vocab_file"]) == bool(len(attrs["unigrams"])):
        raise ValueError("one of vocab_file and unigrams must be given")
    if not attrs["vocab_file"]:
        return list(attrs["unigrams"])
    with open(attrs["vocab_file"], encoding="utf-8") as file:
        return [float(line.rsplit(",", 1)[-1]) for line in file if line.strip()]


def _learned_unigram(draws: _Draws, attrs: dict[str, Any]) -> Any:
    """Every class begins with weight 1 and gains one each time it is among the true classes."""
    rng = attrs["rng"]
    if rng.memory is None:
        rng.memory = np.ones(attrs["range_max"], np.int64)
    weights = rng.memory
    rng.memory = weights + np.bincount(attrs["true"].reshape(-1), minlength=len(weights))
    passed, total = np.cumsum(weights), int(weights.sum())

    def draw() -> int:
        return int(np.searchsorted(passed, draws.below(total), side="right"))

    return draw, lambda c: weights[np.asarray(c)] / total, len(weights)


UniformCandidateSampler = _sampler("UniformCandidateSampler", _uniform, range_max=int)
LogUniformCandidateSampler = _sampler("LogUniformCandidateSampler", _log_uniform, range_max=int)
FixedUnigramCandidateSampler = _sampler(
    "FixedUnigramCandidateSampler", _fixed_unigram, range_max=int, vocab_file="", distortion=1.0,
    num_reserved_ids=0, num_shards=1, shard=0, unigrams=(),
)  # fmt: skip
LearnedUnigramCandidateSampler = _sampler(
    "LearnedUnigramCandidateSampler", _learned_unigram, range_max=int
)
ThreadUnsafeUnigramCandidateSampler = _sampler(
    "ThreadUnsafeUnigramCandidateSampler", _learned_unigram, range_max=int
)
AllCandidateSampler = op(
    "AllCandidateSampler",
    "true_classes: int64 -> sampled_candidates: int64, true_expected_count: float32, "
    "sampled_expected_count: float32",
    num_true=int, num_sampled=int, unique=bool, seed=0, seed2=0, gradient=None,
    infer=lambda call: [
        (call.attrs["num_sampled"],), call.shape(0), (call.attrs["num_sampled"],),
    ],
)  # fmt: skip


@AllCandidateSampler.kernel
def _(xp: Any, true: Any, num_sampled: int) -> Any:
    return xp.arange(num_sampled), xp.ones(true.shape), xp.ones(num_sampled)


def _run(sampler: Op, true_classes: Any, num_true: int, seed: Any, name: Any, **attrs: Any) -> Any:
    shape = np.shape(true_classes) if not isinstance(true_classes, Tensor) else true_classes.dims
    if shape is not None and (len(shape) != 2 or shape[1] not in (num_true, None)):
        raise ValueError(
            explain("tf.random.*_candidate_sampler [true_classes]", "shapes do not fit",
                    expected=f"(batch, num_true={num_true})", received=shape)
        )  # fmt: skip
    seed1, seed2 = get_seed(seed)
    from pellucid.core import dtypes
    from pellucid.ops.casting import cast

    true = cast(true_classes, dtypes.int64)
    return Candidates(
        *sampler(true, num_true=num_true, seed=seed1, seed2=seed2, name=name, **attrs)
    )


def uniform_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Classes from 0 to range_max - 1, all equally likely.

    Args:
        true_classes: the classes that the examples have (batch, num_true), int64.
        num_true: how many classes an example has.
        num_sampled: how many classes to draw.
        unique: draw every class at most once.
        range_max: the number of classes.
        seed: op seed; with `tf.random.set_seed` it fixes the sample.
        name: name of the operation.

    Returns: `(sampled_candidates, true_expected_count, sampled_expected_count)`.

    Raises:
        InvalidArgumentError: `unique`, and more classes are wanted than there are.
    """
    return _run(
        UniformCandidateSampler, true_classes, num_true, seed, name, num_sampled=num_sampled,
        unique=unique, range_max=range_max,
    )  # fmt: skip


def log_uniform_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Classes with Zipf's probabilities: log((c + 2) / (c + 1)) / log(range_max + 1).

    For vocabularies sorted by falling frequency. See `uniform_candidate_sampler`.
    """
    return _run(
        LogUniformCandidateSampler, true_classes, num_true, seed, name, num_sampled=num_sampled,
        unique=unique, range_max=range_max,
    )  # fmt: skip


def fixed_unigram_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int,
    vocab_file: str = "", distortion: float = 1.0, num_reserved_ids: int = 0, num_shards: int = 1,
    shard: int = 0, unigrams: Sequence[float] = (), seed: int | None = None,
    name: str | None = None,
) -> Candidates:  # fmt: skip
    """Classes with given weights: from `unigrams`, or from the last column of a CSV file.

    Args:
        true_classes, num_true, num_sampled, unique, range_max: as in `uniform_candidate_sampler`.
        vocab_file: a file with one class a line, its weight after the last comma.
        distortion: weights are raised to this power.
        num_reserved_ids: so many classes before those listed have no weight.
        num_shards, shard: draw only classes c with c % num_shards == shard.
        unigrams: the weights.
        seed: op seed.
        name: name of the operation.
    """
    return _run(
        FixedUnigramCandidateSampler, true_classes, num_true, seed, name, num_sampled=num_sampled,
        unique=unique, range_max=range_max, vocab_file=vocab_file, distortion=float(distortion),
        num_reserved_ids=num_reserved_ids, num_shards=num_shards, shard=shard,
        unigrams=tuple(float(u) for u in unigrams),
    )  # fmt: skip


def learned_unigram_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Classes as often as they have been true classes in earlier calls of this sampler.

    See `uniform_candidate_sampler`.
    """
    return _run(
        LearnedUnigramCandidateSampler, true_classes, num_true, seed, name,
        num_sampled=num_sampled, unique=unique, range_max=range_max,
    )  # fmt: skip


def all_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """The classes 0 to num_sampled - 1, each once: a full softmax in a sampler's form."""
    return _run(
        AllCandidateSampler,
        true_classes,
        num_true,
        seed,
        name,
        num_sampled=num_sampled,
        unique=unique,
    )


ComputeAccidentalHits = op(
    "ComputeAccidentalHits",
    "true_classes: int64, sampled_candidates: int64 -> "
    "indices: int32, ids: int64, weights: float32",
    num_true=int, seed=0, seed2=0, gradient=None, infer=lambda call: [(None,), (None,), (None,)],
)  # fmt: skip


@ComputeAccidentalHits.kernel("host")
def _(true: Any, sampled: Any) -> Any:
    rows, _, ids = np.nonzero(true[:, :, None] == sampled[None, None, :])
    return rows.astype(np.int32), ids, np.full(rows.size, np.finfo(np.float32).min)


def compute_accidental_hits(
    true_classes: TensorLike, sampled_candidates: TensorLike, num_true: int,
    seed: int | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """Where a sampled class is a true class of an example.

    Args:
        true_classes: (batch, num_true), int64.
        sampled_candidates: the sample, int64.
        num_true: how many classes an example has.
        seed: op seed, without effect.
        name: name of the operation.

    Returns: `(indices, ids, weights)`: example numbers, positions in the sample, and the lowest
        float32 for each, to add to that logit.
    """
    seed1, seed2 = get_seed(seed)
    return ComputeAccidentalHits(
        true_classes, sampled_candidates, num_true=num_true, seed=seed1, seed2=seed2, name=name
    )

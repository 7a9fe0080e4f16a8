"""From logits to labels: greedy and beam search decoding of connectionist temporal classification.

Ops: CTCGreedyDecoder, CTCBeamSearchDecoder. Functions: ctc_greedy_decoder, ctc_beam_search_decoder.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.errors import FailedPreconditionError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.casting import cast
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import op

_TYPES = frozenset({dtypes.float32, dtypes.float64})

CTCGreedyDecoder = op(
    "CTCGreedyDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: int64, decoded_values: int64, "
    "decoded_shape: int64, log_probability: T",
    T=_TYPES, merge_repeated=False, blank_index=-1, gradient=None,
    infer=lambda call: [(None, 2), (None,), (2,), (_batch(call), 1)],
)  # fmt: skip
CTCBeamSearchDecoder = op(
    "CTCBeamSearchDecoder",
    "inputs: T, sequence_length: int32 -> decoded_indices: top_paths*int64, "
    "decoded_values: top_paths*int64, decoded_shape: top_paths*int64, log_probability: T",
    T=_TYPES, beam_width=int, top_paths=int, merge_repeated=True, gradient=None,
)  # fmt: skip


def _batch(call: Any) -> int | None:
    dims = call.shape(0)
    return None if dims is None else dims[1]


@CTCBeamSearchDecoder.infer
def _(call: Any) -> Any:
    paths = call.attrs["top_paths"]
    return [(None, 2)] * paths + [(None,)] * paths + [(2,)] * paths + [(_batch(call), paths)]


def _check(inputs: Any, lengths: Any) -> None:
    if inputs.ndim != 3:
        raise ValueError(f"inputs is not a 3-Tensor: shape {inputs.shape}")
    if lengths.shape != inputs.shape[1:2] or (lengths > inputs.shape[0]).any():
        raise FailedPreconditionError(
            None, None,
            explain(
                "tf.nn.ctc_*_decoder [sequence_length]", "it does not fit the inputs",
                expected=f"{inputs.shape[1]} lengths of at most {inputs.shape[0]}",
                received=lengths.tolist(),
            ),
        )  # fmt: skip


def _sparse(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of different lengths as indices, values and shape of a sparse tensor."""
    index = [(b, i) for b, row in enumerate(rows) for i in range(len(row))]
    values = np.array([v for row in rows for v in row], np.int64)
    widest = max((len(row) for row in rows), default=0)
    return np.array(index, np.int64).reshape(-1, 2), values, np.array([len(rows), widest])


def _merged(labels: list[int]) -> list[int]:
    return [c for i, c in enumerate(labels) if i == 0 or c != labels[i - 1]]


@CTCGreedyDecoder.kernel("host")
def _(inputs: Any, lengths: Any, merge_repeated: bool, blank_index: int) -> Any:
    _check(inputs, lengths)
    blank = blank_index % inputs.shape[2]
    best, rows = inputs.argmax(-1), []
    for b, length in enumerate(lengths.tolist()):
        path = best[:length, b].tolist()
        rows.append([c for c in (_merged(path) if merge_repeated else path) if c != blank])
    inside = np.arange(inputs.shape[0])[:, None] < lengths
    total = np.where(inside, inputs.max(-1), 0).sum(0)
    return *_sparse(rows), -total[:, None]


@CTCBeamSearchDecoder.kernel("host")
def _(inputs: Any, lengths: Any, beam_width: int, top_paths: int, merge_repeated: bool) -> Any:
    _check(inputs, lengths)
    if top_paths > beam_width:
        raise ValueError(f"requested more paths than the beam width: {top_paths} of {beam_width}")
    wide = inputs.astype(np.float64)
    logs = wide - wide.max(-1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(-1, keepdims=True))
    found = [_search(logs[:n, b], beam_width) for b, n in enumerate(lengths.tolist())]
    if any(len(paths) < top_paths for paths in found):
        raise ValueError(f"less than {top_paths} paths were found: the beam has too few leaves")
    parts = []
    for path in range(top_paths):
        rows = [list(paths[path][0]) for paths in found]
        parts.append(_sparse([_merged(r) for r in rows] if merge_repeated else rows))
    scores = np.array([[score for _, score in paths[:top_paths]] for paths in found])
    return *(list(column) for column in zip(*parts, strict=True)), scores.reshape(-1, top_paths)


def _search(logs: np.ndarray, beam_width: int) -> list[tuple[tuple[int, ...], float]]:
    """The best labellings and their log probabilities, best first; the last class is the blank.

    For each labelling the beam holds the log probability of its paths that end in a blank, and of
    those that end in its last label.
    """
    blank = logs.shape[1] - 1
    beam = {(): (0.0, -np.inf)}
    for now in logs:
        grown: dict[tuple[int, ...], list[float]] = {}
        for labels, (in_blank, in_label) in beam.items():
            total = np.logaddexp(in_blank, in_label)
            entry = grown.setdefault(labels, [-np.inf, -np.inf])
            entry[0] = np.logaddexp(entry[0], total + now[blank])
            if labels:
                entry[1] = np.logaddexp(entry[1], in_label + now[labels[-1]])
            for label in range(blank):
                before = in_blank if labels and labels[-1] == label else total
                entry = grown.setdefault((*labels, label), [-np.inf, -np.inf])
                entry[1] = np.logaddexp(entry[1], before + now[label])
        ranked = sorted(grown.items(), key=lambda item: -np.logaddexp(item[1][0], item[1][1]))
        beam = {labels: (p[0], p[1]) for labels, p in ranked[:beam_width]}
    return [(labels, float(np.logaddexp(p[0], p[1]))) for labels, p in beam.items()]


def ctc_greedy_decoder(
    inputs: TensorLike, sequence_length: TensorLike, merge_repeated: bool = True,
    blank_index: int | None = None,
) -> tuple[list[Any], Tensor]:  # fmt: skip
    """The most likely class of every time step, blanks dropped.

    Args:
        inputs: logits (time, batch, classes).
        sequence_length: how many time steps each example has.
        merge_repeated: merge equal neighbours before blanks are dropped.
        blank_index: the blank class; the last by default.

    Returns: a list of one SparseTensor with the labels (int64), and minus the sums of the largest
        logits (batch, 1).
    """
    from pellucid.ops.sparse_tensor import SparseTensor

    x = convert_to_tensor(inputs)
    indices, values, shape, score = CTCGreedyDecoder(
        x, cast(sequence_length, dtypes.int32), merge_repeated=merge_repeated,
        blank_index=-1 if blank_index is None else blank_index,
    )  # fmt: skip
    return [SparseTensor(indices, values, shape)], score


def ctc_beam_search_decoder(
    inputs: TensorLike, sequence_length: TensorLike, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Any], Tensor]:
    """The most likely labellings, found by following the best beginnings.

    Args:
        inputs: logits (time, batch, classes); the last class is the blank.
        sequence_length: how many time steps each example has.
        beam_width: how many beginnings are followed.
        top_paths: how many labellings to return, at most `beam_width`.

    Returns: a list of `top_paths` SparseTensors with labels (int64), and their log probabilities
        (batch, top_paths).
    """
    from pellucid.ops.sparse_tensor import SparseTensor

    x = convert_to_tensor(inputs)
    indices, values, shapes, scores = CTCBeamSearchDecoder(
        x, cast(sequence_length, dtypes.int32), beam_width=beam_width, top_paths=top_paths,
        merge_repeated=False,
    )  # fmt: skip
    return [SparseTensor(*parts) for parts in zip(indices, values, shapes, strict=True)], scores

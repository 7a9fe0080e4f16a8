"""`tf.GradientTape`: reverse-mode automatic differentiation by recording.

    GradientTape      the public class: watch, gradient, jacobian, batch_jacobian
      record          the dispatcher tells of each call while the tape is open

A record is kept only if one of its inputs is watched or was computed from a watched value. The
backward pass (`backpropagation.py`) calls the ops' gradient functions, which are written in ops: it
is recorded by outer tapes (so gradients have gradients) and traced by `tf.function` like any other
code.

Reference: Baydin et al., "Automatic Differentiation in Machine Learning: a Survey",
arXiv:1502.05767.
"""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Iterator, Sequence
from typing import Any

from pellucid.autodiff.backpropagation import Record, backpropagate
from pellucid.autodiff.cotangents import UnconnectedGradients, zeros_like
from pellucid.autodiff.replay import replayed
from pellucid.core import nest
from pellucid.core.context import HOT, STATE, recording
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor


class GradientTape:
    """Record operations, then differentiate through them.

    Args:
        persistent: allow several calls of `gradient`; otherwise the first drops the records.
        watch_accessed_variables: watch every trainable variable that is read.

    Example:
        >>> x = tf.Variable(3.)
        >>> with tf.GradientTape() as tape:
        ...     y = x * x
        >>> tape.gradient(y, x).numpy()
        np.float32(6.0)
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watch_variables = watch_accessed_variables
        self._open = False
        self._used = True  # there is nothing to differentiate yet
        self._variables: dict[int, Any] = {}
        self._forget()

    def _forget(self) -> None:
        self._records: list[Record] = []
        self._watched: set[int] = set()
        self._alive: list[Any] = []  # what is watched stays alive, so that ids stay unique

    def __enter__(self) -> GradientTape:
        if self._open:
            raise ValueError(
                "Tape is still recording, This can happen if you try to re-enter an "
                "already-active tape."
            )
        self._start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._open:
            self._stop()

    def _start(self) -> None:
        if self._used:
            self._variables = {}
            self._used = False
        self._open = True
        STATE.tapes = (*STATE.tapes, self)
        HOT.enter()

    def _stop(self) -> None:
        self._open = False
        STATE.tapes = tuple(t for t in STATE.tapes if t is not self)
        HOT.leave()

    # ------------------------------------------------------------------ recording

    def record(self, op: Any, inputs: list[Any], outputs: list[Any], attrs: dict[str, Any]) -> None:
        """Keep the call if it depends on something watched; the dispatcher calls this."""
        watched = self._watched
        if op.takes_variables:
            for value in inputs:
                if not isinstance(value, Tensor) and id(value) not in watched:
                    self._notice(value)
        for value in inputs:
            if id(value) in watched:
                break
        else:
            return
        if op.gradient_function is None:
            return
        self._records.append(Record(op, inputs, outputs, attrs, watched))
        for out in outputs:
            dtype = out.dtype
            if dtype.is_floating or dtype.is_complex:
                watched.add(id(out))

    def depends_on(self, inputs: list[Any]) -> bool:
        """Whether a call on `inputs` would be recorded."""
        watched = self._watched
        return any(
            id(v) in watched or (not isinstance(v, Tensor) and self._notice(v)) for v in inputs
        )

    def _notice(self, variable: Any) -> bool:
        """A variable is read: watch it if that is wanted."""
        # Other resources, such as queues, are not trained.
        if not self._watch_variables or not getattr(variable, "trainable", False):
            return False
        self._watched.add(id(variable))
        self._variables[id(variable)] = variable
        return True

    def watch(self, tensor: Any) -> None:
        """Let the tape follow `tensor`: a tensor, variable, or nest of them.

        Raises:
            ValueError: something else is given.
        """
        for value in nest.flatten(tensor, expand_composites=True):
            if not (
                isinstance(value, Tensor)
                or hasattr(value, "handle")
                or hasattr(value, "_keras_history")
            ):
                raise ValueError(
                    f"Passed in object {value!r} of type '{type(value).__name__}', not tf.Tensor "
                    "or tf.Variable or ExtensionType."
                )
            if not (value.dtype.is_floating or value.dtype.is_complex):
                import logging

                logging.getLogger("tensorflow").warning(
                    "The dtype of the watched tensor must be floating (e.g. tf.float32), got %r",
                    value.dtype,
                )
                continue
            self._watched.add(id(value))
            if hasattr(value, "handle"):
                self._variables[id(value)] = value
            self._alive.append(value)

    @contextlib.contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Pause the tape: what the block computes is a constant to it."""
        if not self._open:
            raise RuntimeError("Trying to stop recording a tape which is not recording.")
        outer = STATE.tapes
        with recording(tuple(t for t in outer if t is not self)):
            yield

    def reset(self) -> None:
        """Forget everything recorded and watched so far, and go on.

        Raises:
            ValueError: the tape is closed.
        """
        if not self._open:
            raise ValueError(
                explain(
                    "tape.reset", "the tape is not recording",
                    expected="a call inside of the tape's `with` block",
                    fix="leave it out: a closed tape starts anew when it is entered again",
                )
            )  # fmt: skip
        self._forget()
        self._variables = {}

    def watched_variables(self) -> tuple[Any, ...]:
        """The variables that the tape watched, in the order of their creation."""
        return tuple(sorted(self._variables.values(), key=lambda v: v.creation_index))

    # ------------------------------------------------------------------ gradients

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
    ) -> Any:
        """The gradient of the sum of `target` with respect to each source.

        Args:
            target: a tensor or nest of tensors; several are summed.
            sources: a tensor, variable or nest of them.
            output_gradients: a cotangent for each target, ones by default.
            unconnected_gradients: what a source gets on which the target does not depend:
                `NONE` (None) or `ZERO` (zeros).

        Returns: a structure like `sources`.

        Raises:
            RuntimeError: the tape is not persistent and was used before.
            TypeError: a source is neither tensor nor variable.
        """
        self._check_use()
        unconnected = UnconnectedGradients(unconnected_gradients)
        flat_sources = nest.flatten(sources, expand_composites=True)
        _check_sources("tape.gradient", flat_sources)
        targets = [t for t in nest.flatten(target, expand_composites=True) if t is not None]
        records = self._records
        self._close_unless_persistent()
        found = replayed(records, targets, flat_sources) if output_gradients is None else None
        if found is None:
            given = _output_gradients(targets, output_gradients)
            found = backpropagate(records, targets, flat_sources, given)
        if not self._persistent:
            self._forget()
            self._used = True
        if unconnected is UnconnectedGradients.ZERO:
            found = [
                zeros_like(s) if g is None else g for g, s in zip(found, flat_sources, strict=True)
            ]
        if type(sources) is list and all(map(operator.is_, sources, flat_sources)):
            return found  # by far the commonest case
        return _as_sources(sources, found)

    def _check_use(self) -> None:
        if self._used:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients "
                "(or jacobians). Fix: tf.GradientTape(persistent=True)"
            )

    def _close_unless_persistent(self) -> None:
        """A tape that may be used once does not listen to its own backward pass."""
        if self._open and not self._persistent:
            self._stop()

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The derivative of each element of `target` by each element of each source.

        J[i..., j...] = d target[i...] / d source[j...]

        Args:
            target: a tensor.
            sources: a tensor, variable, or nest of them.
            unconnected_gradients: see `gradient`.
            parallel_iterations, experimental_use_pfor: how TensorFlow schedules the work; the
                result does not depend on them.

        Returns: a structure like `sources` of tensors of shape `target.shape + source.shape`.
        """
        from pellucid.autodiff.jacobians import jacobian_rows
        from pellucid.ops.array import reshape, shape as shape_of
        from pellucid.ops.creation import zeros
        from pellucid.ops.joining import concat

        self._check_use()
        unconnected = UnconnectedGradients(unconnected_gradients)
        flat_sources = nest.flatten(sources, expand_composites=True)
        _check_sources("tape.jacobian", flat_sources)
        target = convert(target)
        self._close_unless_persistent()
        columns = jacobian_rows(self._records, target, flat_sources)
        if not self._persistent:
            self._forget()
            self._used = True
        found: list[Any] = []
        for rows, source in zip(columns, flat_sources, strict=True):
            if rows is not None:
                found.append(reshape(rows, concat([shape_of(target), shape_of(rows)[1:]], 0)))
            elif unconnected is UnconnectedGradients.ZERO:
                shape = concat([shape_of(target), shape_of(source)], 0)
                found.append(zeros(shape, source.dtype))
            else:
                found.append(None)
        return nest.pack_sequence_as(sources, found, expand_composites=True)

    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: Any = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The jacobian of each example by itself.

        J[b, i..., j...] = d target[b, i...] / d source[b, j...]

        Args: see `jacobian`; `target` and `source` have the same first dimension, and
            `target[b]` must depend on `source[b]` only.

        Raises:
            ValueError: the first dimensions differ, or `target` is only a vector.
        """
        from pellucid.autodiff.jacobians import batch_jacobian

        batch = source.shape[0]
        if target.shape.rank in (None, 0) or target.shape[0] != batch:
            raise ValueError(
                explain(
                    "tape.batch_jacobian", "first dimensions differ",
                    expected=f"target.shape[0] == {batch}", received=f"{target.shape}",
                )
            )  # fmt: skip
        if target.shape.rank < 2:
            raise ValueError(
                f"tape.batch_jacobian [target]: Shape {target.shape} must have rank at least 2."
            )
        self._check_use()
        self._close_unless_persistent()
        found = batch_jacobian(self._records, target, source)
        if not self._persistent:
            self._forget()
            self._used = True
        UnconnectedGradients(
            unconnected_gradients
        )  # checked; TensorFlow returns zeros in both cases
        return found


def _check_sources(where: str, sources: Sequence[Any]) -> None:
    for source in sources:
        if not (isinstance(source, Tensor) or hasattr(source, "handle")):
            raise TypeError(
                f"{where} [sources]: expected tensors or variables, received {source!r}"
            )


def _output_gradients(targets: Sequence[Any], given: Any) -> list[Any]:
    """One cotangent for each target; missing ones are ones, further ones ignored."""
    flat = [None] if given is None else list(nest.flatten(given))
    return (flat + [None] * len(targets))[: len(targets)]


def _as_sources(sources: Any, gradients: list[Any]) -> Any:
    """Gradients in the structure of the sources; what says where rows of ragged ones end, stays."""
    rest = iter(gradients)

    def one(source: Any) -> Any:
        parts = nest.flatten(source, expand_composites=True)
        found = [next(rest) for _ in parts]
        if len(parts) == 1 or all(g is None for g in found):
            return found[0]
        kept = [
            p if g is None and p.dtype.is_integer else g for p, g in zip(parts, found, strict=True)
        ]
        return nest.pack_sequence_as(source, kept, expand_composites=True)

    return nest.map_structure(one, sources)

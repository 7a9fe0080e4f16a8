"""`tf.autodiff.ForwardAccumulator`: forward-mode differentiation, along a direction.

The product of an op's Jacobian with a tangent is computed from its gradient function g(u) = J^T u,
which is linear in u: the derivative of <g(u), t> by u is J t.
"""

from __future__ import annotations

from typing import Any

from pellucid.autodiff.backpropagation import Record, input_gradients
from pellucid.autodiff.cotangents import UnconnectedGradients, zeros_like
from pellucid.autodiff.tape import GradientTape
from pellucid.core import nest
from pellucid.core.context import HOT, STATE, recording
from pellucid.core.convert import convert


class ForwardAccumulator:
    """Compute Jacobian-vector products while operations run.

    Args:
        primals: a tensor, variable or nest: the point.
        tangents: a nest of the same structure and shapes: the direction.

    Raises:
        ValueError: a primal given twice, not floating, or a tangent of another shape or dtype.

    Example:
        >>> x = tf.constant([2., 3.])
        >>> with tf.autodiff.ForwardAccumulator(x, tf.constant([1., 0.])) as acc:
        ...     y = tf.reduce_sum(x * x)
        >>> acc.jvp(y).numpy()
        np.float32(4.0)
    """

    def __init__(self, primals: Any, tangents: Any) -> None:
        nest.assert_same_structure(primals, tangents)
        self._tangents: dict[int, Any] = {}
        self._alive: list[Any] = []
        self._open = False
        for primal, tangent in zip(nest.flatten(primals), nest.flatten(tangents), strict=True):
            self._watch(primal, tangent)

    def _watch(self, primal: Any, tangent: Any) -> None:
        if not (primal.dtype.is_floating or primal.dtype.is_complex):
            raise TypeError(
                "tf.autodiff.ForwardAccumulator [primals]: expected a floating dtype, received "
                f"{primal.dtype.name}"
            )
        if id(primal) in self._tangents:
            raise ValueError(f"Tensor {primal} was specified as a primal multiple times.")
        tangent = convert(tangent, primal.dtype)
        if not tangent.shape.is_compatible_with(primal.shape):
            raise TypeError(
                f"tf.autodiff.ForwardAccumulator [tangents]: expected shape {primal.shape}, "
                f"received {tangent.shape}"
            )
        self._tangents[id(primal)] = tangent
        self._alive.append(primal)

    def __enter__(self) -> ForwardAccumulator:
        if self._open:
            raise ValueError("Accumulator is already recording.")
        self._open = True
        STATE.tapes = (*STATE.tapes, self)
        HOT.enter()
        return self

    def __exit__(self, *error: object) -> None:
        self._open = False
        STATE.tapes = tuple(t for t in STATE.tapes if t is not self)
        HOT.leave()

    def depends_on(self, inputs: list[Any]) -> bool:
        """Whether a tangent flows into a call on `inputs`."""
        return any(id(v) in self._tangents for v in inputs)

    def record(self, op: Any, inputs: list[Any], outputs: list[Any], attrs: dict[str, Any]) -> None:
        """Push the tangents of a call's inputs to its outputs; the dispatcher calls this."""
        if op.gradient_function is None or not self.depends_on(inputs):
            return
        record = Record(op, inputs, outputs, attrs)
        active = [o for o in outputs if o.dtype.is_floating or o.dtype.is_complex]
        if not active:
            return
        others = tuple(t for t in STATE.tapes if t is not self)
        with recording(others), GradientTape() as tape:
            seeds = [zeros_like(o) for o in active]
            tape.watch(seeds)
            rest = iter(seeds)
            arrived = [next(rest) if any(o is a for a in active) else None for o in outputs]
            found = input_gradients(record, arrived)
            pairs = [
                (convert(g), self._tangents[id(v)])
                for g, v in zip(found, inputs, strict=True)
                if g is not None and id(v) in self._tangents
            ]
        if not pairs:
            return
        with recording(others):
            pushed = tape.gradient([g for g, _ in pairs], seeds, [t for _, t in pairs])
        for output, tangent in zip(active, pushed, strict=True):
            if tangent is not None:
                self._tangents[id(output)] = convert(tangent)
                self._alive.append(output)

    def jvp(self, primals: Any, unconnected_gradients: Any = UnconnectedGradients.NONE) -> Any:
        """The tangents of `primals`: how they change along the direction.

        Args:
            primals: tensors computed while the accumulator was open, or a nest of them.
            unconnected_gradients: what to return for those that do not depend on the direction.
        """
        unconnected = UnconnectedGradients(unconnected_gradients)

        def tangent(value: Any) -> Any:
            found = self._tangents.get(id(value))
            if found is None and unconnected is UnconnectedGradients.ZERO:
                return zeros_like(value)
            return found

        return nest.map_structure(tangent, primals)

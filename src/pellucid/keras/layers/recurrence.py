"""The loop over time steps that all recurrent layers run.

In a graph it is one `tf.scan`, which XLA compiles and differentiates as a loop; eagerly, and
unrolled, a Python loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf

Step = Callable[[Any, Any], tuple[Any, Any]]


def recurrence(
    step: Step,
    inputs: tf.Tensor,
    states: Any,
    *,
    mask: Any = None,
    unroll: bool = False,
    zero_output_for_mask: bool = False,
    output_is_first_state: bool = False,
) -> tuple[Any, Any]:
    """Run `output, states = step(input, states)` for each time step.

    Args:
        step: one step.
        inputs: (steps, batch, …).
        states: first states, a nested structure.
        mask: bool, (steps, batch). Where it is False a step changes no state and repeats the
            output before.
        unroll: whether the steps are written out in the graph.
        zero_output_for_mask: whether the output is zero, not the one before, where mask is False.
        output_is_first_state: whether a step's output is always the first of its new states.

    Returns: the outputs (steps, batch, …), and the last states.
    """
    if mask is not None:
        step = _masked(step, zero_output_for_mask)
    in_loop = not (unroll or tf.executing_eagerly())
    if not in_loop:
        return _written_out(step, inputs, mask, states)
    if mask is None and output_is_first_state:
        stacks = tf.scan(_with_structure(step, states), inputs, states)
        outputs = tf.nest.flatten(stacks)[0]
    else:
        first = _zero_output(step, inputs, mask, states, output_is_first_state)
        rows = inputs if mask is None else (inputs, mask)

        def next_values(before: Any, row: Any) -> Any:
            x = row if mask is None else (row[0], row[1], before[0])
            output, after = step(x, before[1])
            return output, tf.nest.pack_sequence_as(states, tf.nest.flatten(after))

        outputs, stacks = tf.scan(next_values, rows, (first, states))
    return outputs, tf.nest.map_structure(lambda stack: stack[-1], stacks)


def masked_outputs(states: tf.Tensor, mask: Any, zero_output: bool) -> tf.Tensor:
    """The outputs of all steps, from the first state after each of them, (steps, batch, units).

    Where mask is False the output is zero, or the one before, which was zero before the first.
    """
    if mask is None:
        return states
    shown = mask if zero_output else tf.cumsum(tf.cast(mask, tf.int32)) > 0
    return tf.where(tf.expand_dims(shown, -1), states, tf.zeros_like(states))


def _with_structure(step: Step, states: Any) -> Callable[[Any, Any], Any]:
    return lambda before, row: tf.nest.pack_sequence_as(
        states, tf.nest.flatten(step(row, before)[1])
    )


def _written_out(step: Step, inputs: tf.Tensor, mask: Any, states: Any) -> tuple[Any, Any]:
    rows = tf.unstack(inputs)
    masks = None if mask is None else tf.unstack(mask)
    outputs: list[Any] = []
    for i, row in enumerate(rows):
        x = row if masks is None else (row, masks[i], outputs[-1] if outputs else None)
        output, after = step(x, states)
        states = tf.nest.pack_sequence_as(states, tf.nest.flatten(after))
        outputs.append(output)
    return tf.stack(outputs), states


def _masked(step: Step, zero_output: bool) -> Step:
    """A step on (input, mask, output before) that keeps everything where the mask is False."""

    def masked(row: Any, states: Any) -> tuple[Any, Any]:
        x, keep, before = row
        output, after = step(x, states)
        kept = [
            _where(keep, new, old)
            for new, old in zip(tf.nest.flatten(after), tf.nest.flatten(states), strict=True)
        ]
        if before is None or zero_output:
            before = tf.zeros_like(output)
        return _where(keep, output, before), tf.nest.pack_sequence_as(states, kept)

    return masked


def _where(keep: tf.Tensor, new: tf.Tensor, old: tf.Tensor) -> tf.Tensor:
    for _ in range(len(new.shape) - len(keep.shape)):
        keep = tf.expand_dims(keep, -1)
    return tf.where(keep, new, old)


def _zero_output(step: Step, inputs: Any, mask: Any, states: Any, is_first_state: bool) -> Any:
    """Zeros like the output of a step; the shape is found from a trace that is thrown away."""
    if is_first_state:
        return tf.zeros_like(tf.nest.flatten(states)[0])
    flat = tf.nest.flatten(states)

    def trace(*values: Any) -> Any:
        x = values[0] if mask is None else (values[0], values[1], None)
        lead = 1 if mask is None else 2
        return step(x, tf.nest.pack_sequence_as(states, values[lead:]))[0]

    rows = [inputs] if mask is None else [inputs, mask]
    specs = [tf.TensorSpec(r.shape[1:], r.dtype) for r in rows]
    specs += [tf.TensorSpec(s.shape, s.dtype) for s in flat]
    output = tf.function(trace, autograph=False).get_concrete_function(*specs).outputs[0]
    sizes = output.shape.as_list()
    if None in sizes:
        batch = tf.shape(inputs)[1]
        sizes = [batch if n is None else n for n in sizes]
    return tf.zeros(sizes, output.dtype)

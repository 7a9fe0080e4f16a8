"""`tf.compat.v1.train.Optimizer`: gradients of a loss, and the operation that applies them.

A subclass says in `_apply` how one variable changes. What it keeps for a variable (moments, sums)
are *slots*: variables of their own, called `variable/Optimizer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pellucid as tf
from pellucid.compat.v1.graph_keys import GraphKeys, trainable_variables
from pellucid.compat.v1.variables import Variable
from pellucid.core.context import STATE
from pellucid.core.tensor import Tensor
from pellucid.ops.operators import bind

GradientsAndVariables = list[tuple[Any, Any]]


class Optimizer:
    """The base of all optimizers.

    Args:
        use_locking: without effect: updates are atomic.
        name: the name of the update operation, and of the slots.
        use_own_namescope_for_non_slot_vars: not supported; must be False.
    """

    # How much may run at once; program order holds here in any case.
    GATE_NONE, GATE_OP, GATE_GRAPH = 0, 1, 2

    def __init__(
        self, use_locking: bool, name: str, use_own_namescope_for_non_slot_vars: bool = False
    ) -> None:
        if not name:
            raise ValueError("Must specify the optimizer name")
        if use_own_namescope_for_non_slot_vars:
            raise ValueError(
                f"{name}Optimizer: use_own_namescope_for_non_slot_vars=True is not supported."
            )
        self._name = name
        self._slots: dict[str, dict[int, tuple[Any, Any]]] = {}
        self._common: dict[tuple[str, int], Any] = {}

    def get_name(self) -> str:
        """The optimizer's name."""
        return self._name

    def minimize(
        self, loss: Any, global_step: Any = None, var_list: Sequence[Any] | None = None,
        gate_gradients: int = GATE_OP, aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False, name: str | None = None, grad_loss: Any = None,
    ) -> Any:  # fmt: skip
        """Change variables so that `loss` becomes smaller: `compute_gradients`, `apply_gradients`.

        Args:
            loss: a scalar tensor; in eager mode a function without arguments that returns one.
            global_step: a variable to increment.
            var_list: the variables; default the graph's trainable ones.
            gate_gradients, aggregation_method, colocate_gradients_with_ops: without effect.
            name: the operation's name; default that of the optimizer.
            grad_loss: the derivative by `loss` to begin with.

        Returns: the operation; None in eager mode.

        Raises:
            ValueError: no variable has a gradient.
        """
        pairs = self.compute_gradients(
            loss, var_list, gate_gradients, aggregation_method, colocate_gradients_with_ops,
            grad_loss,
        )  # fmt: skip
        if all(g is None for g, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not "
                f"support gradients, between variables {[str(v) for _, v in pairs]} and loss "
                f"{loss}."
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self, loss: Any, var_list: Any = None, gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None, colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> GradientsAndVariables:  # fmt: skip
        """The derivative of `loss` by each variable (None if it does not depend on it).

        Args: see `minimize`.
        """
        if callable(loss):
            return self._from_function(loss, var_list, grad_loss)
        if STATE.graph is None:
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a function when eager "
                "execution is enabled."
            )
        chosen = _listed(trainable_variables() if var_list is None else var_list)
        if not chosen:
            raise ValueError("No variables to optimize.")
        found = tf.gradients(loss, chosen, grad_loss)
        return list(zip(found, chosen, strict=True))

    def _from_function(self, loss: Callable[[], Any], var_list: Any, grad_loss: Any) -> Any:
        with tf.GradientTape() as tape:
            if var_list is not None:
                tape.watch(_listed(var_list))
            value = loss()
        chosen = _listed(tape.watched_variables() if var_list is None else var_list)
        return list(zip(tape.gradient(value, chosen, grad_loss), chosen, strict=True))

    def apply_gradients(
        self, grads_and_vars: Iterable[tuple[Any, Any]], global_step: Any = None,
        name: str | None = None,
    ) -> Any:  # fmt: skip
        """Change each variable by its derivative.

        Args:
            grads_and_vars: pairs of derivative (None: leave the variable alone) and variable.
            global_step: a variable to increment afterwards.
            name: the operation's name; default that of the optimizer.

        Returns: the operation; None in eager mode.

        Raises:
            ValueError: there are no pairs, or no derivatives.
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise ValueError("No variables provided.")
        todo = [
            (tf.convert_to_tensor(g) if not _sparse(g) else g, v) for g, v in pairs if g is not None
        ]
        if not todo:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v in pairs]}."
            )
        with tf.init_scope():
            self._prepare([v for _, v in todo])
        with tf.name_scope(name or self._name) as scope:
            updates = []
            for gradient, variable in todo:
                with tf.name_scope(f"update_{variable.name.partition(':')[0]}"):
                    done = self._update(gradient, variable)
                updates.append(done)
            updates += self._finish(updates)
            done = self._counted(updates, global_step, scope)
        if STATE.graph is not None and done not in STATE.graph.get_collection_ref("train_op"):
            STATE.graph.add_to_collection(GraphKeys.TRAIN_OP, done)
        return done

    def _counted(self, updates: list[Any], global_step: Any, scope: str) -> Any:
        """All updates as one operation, which also counts the step."""
        if STATE.graph is None:
            if global_step is not None:
                global_step.assign_add(1)
            return None
        if global_step is None:
            return tf.group(*updates, name=scope)
        with tf.control_dependencies([tf.group(*updates, name="update")]):
            return global_step.assign_add(1, name=scope, read_value=False)

    def _update(self, gradient: Any, variable: Any) -> Any:
        """Apply one gradient; returns what must have run."""
        if _sparse(gradient):
            gradient = _summed(gradient)
            done = self._apply_sparse(gradient, variable)
        else:
            done = self._apply(gradient, variable)
        if variable.constraint is None:
            return done
        with tf.control_dependencies([done]):
            return variable.assign(variable.constraint(variable.read_value()))

    def _prepare(self, variables: list[Any]) -> None:
        """Make the slots and what else is kept."""

    def _finish(self, updates: list[Any]) -> list[Any]:
        """What is done once, after all variables have changed."""
        return []

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        raise NotImplementedError("an optimizer says how a variable changes")

    def _apply_sparse(self, gradient: Any, variable: Any) -> Any:
        """Apply a gradient of some rows, each of them once; by default nothing else changes."""
        return self._apply(gradient.values, Rows(variable, gradient.indices))

    # ------------------------------------------------------------------ slots

    def _slot(self, variable: Any, slot: str, value: Any = None) -> Any:
        """The slot of a variable, made at first with `value`, a function of it (default: zeros)."""
        if isinstance(variable, Rows):
            return Rows(self._slot(variable.variable, slot, value), variable.indices)
        slots = self._slots.setdefault(slot, {})
        if id(variable) not in slots:
            base = variable.name.partition(":")[0]
            make = value or tf.zeros_like
            start = make(variable.initial_value)
            with tf.name_scope(""):
                made = Variable(
                    start, trainable=False, name=f"{base}/{self._name}",
                    collections=[GraphKeys.GLOBAL_VARIABLES],
                )  # fmt: skip
            slots[id(variable)] = (variable, made)
        return slots[id(variable)][1]

    def _kept(self, name: str, value: float) -> Any:
        """A number that is kept for all variables together."""
        key = (name, id(STATE.graph))
        if key not in self._common:
            with tf.name_scope(""):
                self._common[key] = Variable(
                    value, trainable=False, name=name, dtype=tf.float32,
                    collections=[GraphKeys.GLOBAL_VARIABLES],
                )  # fmt: skip
        return self._common[key]

    def get_slot(self, var: Any, name: str) -> Any:
        """The slot `name` of a variable, or None."""
        found = self._slots.get(name, {}).get(id(var))
        return None if found is None else found[1]

    def get_slot_names(self) -> list[str]:
        """The names of the slots."""
        return sorted(self._slots)

    def variables(self) -> list[Any]:
        """What the optimizer keeps: slots, and numbers for all variables."""
        slots = [made for slots in self._slots.values() for _, made in slots.values()]
        return sorted([*slots, *self._common.values()], key=lambda v: v.name)


class Rows:
    """Some rows of a variable, used and assigned to as if they were a variable of their own."""

    def __init__(self, variable: Any, indices: Tensor) -> None:
        self.variable = variable
        self.indices = indices
        self.dtype = variable.dtype
        self.dims = (None, *variable.shape.as_list()[1:])

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Tensor:
        return tf.gather(self.variable, self.indices)

    def assign(self, value: Tensor) -> Any:
        """Replace the rows."""
        return self.variable.scatter_update(tf.IndexedSlices(value, self.indices))

    def assign_sub(self, delta: Tensor) -> Any:
        """Subtract from the rows."""
        return self.variable.scatter_sub(tf.IndexedSlices(delta, self.indices))


bind(Rows)


def number(value: Any, like: Any) -> Tensor:
    """A hyperparameter (a number, tensor, variable or function) in the dtype of a variable."""
    return tf.cast(value() if callable(value) else value, like.dtype)


def _listed(variables: Any) -> list[Any]:
    return list(tf.nest.flatten(variables))


def _sparse(gradient: Any) -> bool:
    return isinstance(gradient, tf.IndexedSlices)


def _summed(gradient: Any) -> Any:
    """The same rows, each of them once."""
    rows, places = tf.unique(gradient.indices)
    values = tf.math.unsorted_segment_sum(gradient.values, places, tf.shape(rows)[0])
    return tf.IndexedSlices(values, rows, gradient.dense_shape)

"""Layer: weights and a computation. The base of all layers and models.

A subclass defines `__init__` (settings), `build` (weights, from input shapes), `call` (maths) and
`get_config`. Everything else is here: when it is built, how names, dtypes, masks and the training
flag travel, which weights and sublayers belong to it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import (
    constraints,
    dtype_policies,
    initializers,
    naming,
    regularizers,
)
from pellucid.keras.layers import arguments, call_context, shapes_of_calls
from pellucid.keras.layers.call_context import CallContext, signature_of
from pellucid.keras.layers.input_spec import check_inputs
from pellucid.keras.layers.tracking import Tracker
from pellucid.keras.saving.serialization import deserialize_keras_object
from pellucid.keras.symbolic import tracing
from pellucid.keras.symbolic.keras_tensor import KerasTensor, any_symbolic
from pellucid.keras.symbolic.node import Node
from pellucid.keras.symbolic.operation import Operation
from pellucid.keras.variables import Variable, autocast, autocast_dtype


class Layer(Tracker, Operation):
    """A function with weights.

    Args:
        activity_regularizer: penalty on the outputs, added to `losses`.
        trainable: whether its weights may be updated.
        dtype: dtype name or policy, e.g. 'mixed_bfloat16'; None is the global policy.
        autocast: whether float inputs are cast to the compute dtype.
        name: name, default from the class name.
        kwargs: `input_shape`, `input_dim`, `batch_input_shape`, `batch_size` (the input of a
            Sequential model) and `weights` (initial values), in the spelling of Keras 2.

    Example:
        class Scale(keras.layers.Layer):
            def build(self, input_shape):
                self.factor = self.add_weight(shape=(input_shape[-1],), initializer='ones')
            def call(self, x):
                return x * self.factor
    """

    # True in layers that move elements around: their output has the dtype of the input
    keeps_dtype = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Layer:
        instance = object.__new__(cls)
        instance.__dict__["_init_arguments"] = (args, kwargs)
        return instance

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _prepared_build(cls.__dict__["build"])

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        self._start_tracking()
        self._input_shape_arg = arguments.input_shape_from(kwargs)
        self._initial_weights = kwargs.pop("weights", None)
        if kwargs:
            raise ValueError(
                f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}"
            )
        Operation.__init__(self, name)
        self.built = False
        self.autocast = autocast
        self.input_spec: Any = None
        self._path: str | None = None
        self._build_shapes: dict[str, Any] | None = None
        self._losses: list[Any] = []
        self._trainable = bool(trainable)
        self.dtype_policy = dtype_policies.get(dtype)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        # A layer that says what becomes of a mask has one to pass on.
        self.supports_masking = type(self).compute_mask is not Layer.compute_mask

    # ------------------------------------------------------------------ building

    @arguments.default_build
    def build(self, input_shape: Any) -> None:
        """Make the weights, once, from the shape of the first input; subclasses define it.

        Args:
            input_shape: tuple with None for unknown sizes; a list or dict of them for several
                inputs. A parameter named `<argument>_shape` gets the shape of that argument.
        """

    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a weight of this layer.

        Args:
            args: shape and initializer in this order, or (Keras 2) name, shape, dtype, initializer.
            shape: its shape, default scalar.
            initializer: default 'glorot_uniform' for floats, 'zeros' for others.
            dtype: default the layer's variable dtype.
            trainable: whether it is updated by training.
            autocast: whether it reads in the compute dtype during `call`.
            regularizer, constraint: penalty on it; projection after each update.
            name: last part of its path.

        Returns: the variable.
        """
        self._check_super_called()
        names = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
        if not (args and isinstance(args[0], str)):
            names = ("shape", "initializer", "dtype", "trainable")
        given = dict(zip(names, args, strict=False))
        name, shape = given.get("name", name), given.get("shape", shape)
        trainable = given.get("trainable", trainable)
        regularizer = given.get("regularizer", regularizer)
        constraint = given.get("constraint", constraint)
        dtype = tf.as_dtype(given.get("dtype", dtype) or self.variable_dtype)
        initializer = given.get("initializer", initializer)
        if initializer is None:
            initializer = "glorot_uniform" if dtype.is_floating else "zeros"
        shape = () if shape is None else (shape,) if isinstance(shape, int) else tuple(shape)
        with naming.name_scope(self.name, caller=self), tf.init_scope():
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                name=name,
            )
        variable.regularizer = regularizers.get(regularizer)
        variable.constraint = constraints.get(constraint)
        self._track_variable(variable)
        if not self._trainable:
            variable.trainable = False
        return variable

    def _maybe_build(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        bound = signature_of(type(self).call).bind(args, kwargs)
        shapes = {
            key: shapes_of_calls.shape_structure(value)
            for key, value in bound.items()
            if key not in ("training", "mask") and not key.endswith("_mask") and value is not None
        }
        shapes = {key: shape for key, shape in shapes.items() if shape is not None}
        if getattr(type(self).build, "is_default", False) or not shapes:
            self._remember_shapes(shapes)
            self.built = True
        else:
            parameters = signature_of(inspect.unwrap(type(self).build)).names
            ends = [p for p in parameters if p.endswith("_shape") and p[:-6] in shapes]
            named = {p: shapes[p[:-6]] for p in ends}
            if len(parameters) > 1 and named:
                self.build(**named)
            elif parameters:
                self.build(next(iter(shapes.values())))
            else:
                build: Any = self.build
                build()
            self.built = True
        self._load_initial_weights()

    def _remember_shapes(self, shapes: dict[str, Any]) -> None:
        """Called instead of `build` where there is none; models keep the shapes for saving."""

    def _load_initial_weights(self) -> None:
        if self._initial_weights is not None:
            values, self._initial_weights = self._initial_weights, None
            self.set_weights(values)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes `build` was called with, for saving; None when not built that way."""
        shapes = self._build_shapes
        if not shapes:
            return None
        if len(shapes) == 1:
            return {"input_shape": next(iter(shapes.values()))}
        return {"shapes_dict": shapes}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build with the shapes that `get_build_config` gave."""
        if not config or self.built:
            return
        if "shapes_dict" in config:
            self.build(
                **{
                    key: shapes_of_calls.tuples(shape)
                    for key, shape in config["shapes_dict"].items()
                }
            )
        elif config.get("input_shape") is not None:
            self.build(shapes_of_calls.tuples(config["input_shape"]))
        self.built = True
        self._load_initial_weights()

    # ------------------------------------------------------------------ calling

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation on tensors; subclasses define it."""
        raise NotImplementedError(
            f"Layer {type(self).__name__} does not have a `call()` method implemented."
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._check_super_called()
        args, kwargs = self._convert_arguments(args, kwargs)
        signature = signature_of(type(self).call)
        outer = call_context.current()
        training, kwargs = self._resolve_training(signature, outer, args, kwargs)
        kwargs = self._add_masks(signature, args, kwargs)
        first = args[0] if args else next(iter(kwargs.values()), None)
        mask = kwargs.get("mask")
        if mask is None and self.supports_masking:
            mask = call_context.masks_of(first)  # now: `call` may take it away
        if self.input_spec is not None:
            check_inputs(self.input_spec, first, self.name)
        if outer is None and not any_symbolic(args, kwargs):
            self._clear_losses()
        entry = self if outer is None else outer.entry
        before = call_context.enter(CallContext(entry, training))
        try:
            with naming.name_scope(self.name, caller=self):
                if not self.built:
                    self._maybe_build(args, kwargs)
                    if self.input_spec is not None:
                        check_inputs(self.input_spec, first, self.name)
                outputs = self._run(args, kwargs)
            self._pass_masks_on(first, mask, outputs)
        finally:
            call_context.enter(before)
        return outputs

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if any_symbolic(args, kwargs):
            return self.symbolic_call(*args, **kwargs)
        compute = self._compute_dtype
        wanted = compute if self.autocast and compute != self._variable_dtype else None
        if tf.executing_eagerly():
            outputs = self._run_cast(wanted, args, kwargs)
        else:
            with tf.name_scope(self.name):
                outputs = self._run_cast(wanted, args, kwargs)
        if self.activity_regularizer is not None:
            for output in tf.nest.flatten(outputs):
                if isinstance(output, tf.Tensor):
                    batch = tf.cast(tf.shape(output)[0], output.dtype)
                    self.add_loss(self.activity_regularizer(output) / batch)
        return outputs

    def _run_cast(self, wanted: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # in a graph, `if` and `for` on tensors in a user's `call` become operations
        call = self.call if tf.executing_eagerly() else tf.autograph.to_graph(self.call)
        if wanted == autocast_dtype():
            return call(*args, **kwargs)
        with autocast(wanted):
            return call(*args, **kwargs)

    def _convert_arguments(
        self, args: tuple, kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        dtype = self._compute_dtype if self.autocast and self._compute_dtype.is_floating else None
        if len(args) == 1 and not kwargs and isinstance(args[0], tf.Tensor):
            return (call_context.convert_inputs(args[0], dtype),), kwargs
        if args and call_context.is_plain_data(args[0]):
            args = (np.asarray(args[0]), *args[1:])
        if args and isinstance(args[0], bool | int | float):
            raise ValueError(
                "Only input tensors may be passed as positional arguments. The following argument "
                f"value should be passed as a keyword argument: {args[0]} (of type "
                f"{type(args[0])})"
            )
        args = tuple(call_context.convert_inputs(x, dtype) for x in args)
        return args, {k: call_context.convert_inputs(v, dtype) for k, v in kwargs.items()}

    def _resolve_training(
        self, signature: Any, outer: CallContext | None, args: tuple, kwargs: dict[str, Any]
    ) -> tuple[Any, dict[str, Any]]:
        """Explicit argument first, then the surrounding call's flag, then the default."""
        if signature.has_training and 0 <= signature.training_at < len(args):
            return args[signature.training_at], kwargs
        training = kwargs.get("training")
        if training is None and outer is not None:
            training = outer.training
        if "training" in kwargs and not signature.has_training and not signature.open_ended:
            kwargs = {k: v for k, v in kwargs.items() if k != "training"}
        if signature.has_training:
            if training is None:
                training = signature.defaults.get("training")
            if training is not None:
                kwargs = {**kwargs, "training": training}
        return training, kwargs

    def _add_masks(
        self, signature: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        """Give `call` the masks that travel with its inputs, where it has a parameter for them."""
        if signature.has_mask and kwargs.get("mask") is None and args:
            if not 0 <= signature.mask_at < len(args):
                mask = call_context.masks_of(args[0])
                if mask is not None:
                    kwargs = {**kwargs, "mask": mask}
        if signature.mask_names:
            bound = signature.bind(args, kwargs)
            for name in signature.mask_names:
                mask = call_context.masks_of(bound.get(name[:-5]))
                if bound.get(name) is None and mask is not None:
                    kwargs = {**kwargs, name: mask}
        return kwargs

    def _pass_masks_on(self, inputs: Any, mask: Any, outputs: Any) -> None:
        if not self.supports_masking or outputs is None:
            return
        if mask is None and type(self).compute_mask is Layer.compute_mask:
            return
        new = self.compute_mask(inputs, mask)
        if new is None:
            return
        flat_outputs, flat_masks = tf.nest.flatten(outputs), tf.nest.flatten(new)
        for output, one in zip(flat_outputs, flat_masks, strict=False):
            if one is not None and call_context.get_mask(output) is None:
                call_context.set_mask(output, one)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the outputs, by default that of the inputs."""
        return mask

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Record a call on KerasTensors as a Node."""
        outputs = self.compute_output_spec(*args, **kwargs)
        Node(self, args, kwargs, outputs)
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Shapes and dtypes of the outputs as KerasTensors.

        From `compute_output_shape` where a layer defines it, else from a trace of `call`.
        """
        if type(self).compute_output_shape is not Layer.compute_output_shape:
            return self._spec_from_shape(args, kwargs)
        return self._spec_from_trace(args, kwargs)

    def _spec_from_trace(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        dtype = self._compute_dtype if self.autocast and self._compute_dtype.is_floating else None

        def as_seen_by_call(x: Any) -> Any:
            if isinstance(x, KerasTensor) and dtype and tf.as_dtype(x.dtype).is_floating:
                return KerasTensor(x.shape, dtype, x.sparse, x.ragged, name=x.name)
            return x

        args, kwargs = tf.nest.map_structure(as_seen_by_call, (args, kwargs))
        losses = list(self._losses)
        wanted = dtype if dtype != self._variable_dtype else None
        with autocast(wanted):
            call = tf.autograph.to_graph(self.call)
            outputs = tracing.infer_outputs(call, args, kwargs, self.name)
        self._clear_losses()
        self._losses.extend(losses)
        return outputs

    def _spec_from_shape(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        bound = signature_of(type(self).call).bind(args, kwargs)
        shapes = {
            f"{key}_shape": shapes_of_calls.shape_structure(value)
            for key, value in bound.items()
            if any_symbolic(value)
        }
        names = signature_of(type(self).compute_output_shape).names
        if len(names) > 1:
            shapes.setdefault("input_shape", next(iter(shapes.values())))
            shape = self.compute_output_shape(**{n: s for n, s in shapes.items() if n in names})
        else:
            first = args[0] if args else next(iter(kwargs.values()))
            shape = self.compute_output_shape(shapes_of_calls.shape_structure(first))
        dtype = self.compute_dtype
        if self.keeps_dtype:
            tensors = [x for x in tf.nest.flatten([args, kwargs]) if isinstance(x, KerasTensor)]
            dtype = self.kept_dtype([x.dtype for x in tensors])
        return shapes_of_calls.keras_tensors(shape, dtype)

    def kept_dtype(self, dtypes: list[Any]) -> Any:
        """The dtype of what a layer that `keeps_dtype` makes of tensors of these dtypes."""
        return dtypes[0]

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """Shape of the outputs for given input shapes.

        Args:
            args: shape tuple, or a list or dict of them; None for unknown sizes.
        """
        self._check_super_called()

        def placeholder(shape: Any) -> Any:
            if isinstance(shape, dict):
                return {key: placeholder(x) for key, x in shape.items()}
            if isinstance(shape, list | tuple) and any(isinstance(x, list | tuple) for x in shape):
                return [placeholder(x) for x in shape]
            return KerasTensor(shape, self.compute_dtype)

        given = [placeholder(shape) for shape in args]
        named = {k.removesuffix("_shape"): placeholder(v) for k, v in kwargs.items()}
        if not self.built:
            self._maybe_build(tuple(given), named)
        outputs = self.compute_output_spec(*given, **named)
        return tf.nest.map_structure(lambda x: x.shape, outputs)

    # ------------------------------------------------------------------ losses

    def add_loss(self, loss: Any) -> None:
        """Add scalar penalties of this call to `losses`.

        Args:
            loss: tensor, list of tensors, or a function without arguments that gives one.
        """
        for one in loss if isinstance(loss, list | tuple) else [loss]:
            if one is not None:
                self._losses.append(one)

    @property
    def losses(self) -> list[Any]:
        """Penalties of the last call (add_loss, activity) and of the weights (regularizers)."""
        losses: list[Any] = []
        for layer in [self, *self._all_sublayers()]:
            losses.extend(loss() if callable(loss) else loss for loss in layer._losses)
        for variable in self.trainable_weights:
            regularizer = getattr(variable, "regularizer", None)
            if regularizer is not None:
                losses.append(regularizer(variable))
        return losses

    def _clear_losses(self) -> None:
        for layer in [self, *self._all_sublayers()]:
            layer._losses[:] = [loss for loss in layer._losses if callable(loss)]

    # ------------------------------------------------------------------ dtypes and shapes

    @property
    def dtype_policy(self) -> dtype_policies.DTypePolicy:
        """The policy; may be set to a name or a policy."""
        return self._dtype_policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        self._dtype_policy = policy = dtype_policies.get(value)
        self._compute_dtype = tf.as_dtype(policy.compute_dtype)
        self._variable_dtype = tf.as_dtype(policy.variable_dtype)

    @property
    def compute_dtype(self) -> str:
        """Dtype name in which it computes."""
        return self._dtype_policy.compute_dtype

    @property
    def variable_dtype(self) -> str:
        """Dtype name of its weights."""
        return self._dtype_policy.variable_dtype

    dtype = variable_dtype
    input_dtype = compute_dtype

    @property
    def input_shape(self) -> Any:
        """Shape(s) of the inputs of its first symbolic call."""
        self._check_called("input shape")
        shapes = [x.shape for x in self._inbound_nodes[0].input_tensors]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_shape(self) -> Any:
        """Shape(s) of the outputs of its first symbolic call."""
        self._check_called("output shape")
        return tf.nest.map_structure(lambda x: x.shape, self._inbound_nodes[0].outputs)

    # ------------------------------------------------------------------ config

    def get_config(self) -> dict[str, Any]:
        """The settings from which `from_config` makes the layer again.

        Without an override these are the arguments of the constructor.
        """
        self._check_super_called()
        config = {
            "name": self.name,
            "trainable": self._trainable,
            "dtype": dtype_policies.serialize(self.dtype_policy),
        }
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        if type(self).get_config is not Layer.get_config:
            return config
        if type(self).__init__ is Layer.__init__:
            config.setdefault("activity_regularizer", None)
            return {**config, "autocast": self.autocast}
        return arguments.automatic_config(self, config)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Layer:
        """The layer whose `get_config()` gave `config`, without its weights."""
        if cls.get_config is Layer.get_config:
            config = {
                key: deserialize_keras_object(value) if isinstance(value, dict) else value
                for key, value in config.items()
            }
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _prepared_build(build: Callable[..., None]) -> Callable[..., None]:
    """`build` in the layer's name scope, remembering its shapes and marking the layer built."""
    names = list(inspect.signature(build).parameters)[1:]

    @functools.wraps(build)
    def prepared(self: Layer, *args: Any, **kwargs: Any) -> None:
        self._check_super_called()
        with naming.name_scope(self.name, caller=self):
            self._path = naming.current_path()
            args = tuple(shapes_of_calls.plain_shape(x) for x in args)
            build(self, *args, **kwargs)
        self._build_shapes = {**dict(zip(names, args, strict=False)), **kwargs}
        self.built = True

    return prepared

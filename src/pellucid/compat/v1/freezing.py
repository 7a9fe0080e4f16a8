"""GraphDefs cut down, and variables frozen to constants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.core.messages import GraphDef, is_graph_def
from pellucid.core.tensor_proto import array_to_proto


def _name(text: str) -> str:
    return text.removeprefix("^").partition(":")[0]


def extract_sub_graph(graph_def: Any, dest_nodes: Sequence[str]) -> Any:
    """The part of a GraphDef that some nodes need.

    Args:
        graph_def: the GraphDef.
        dest_nodes: their names.

    Raises:
        TypeError: one of the arguments is of another kind.
        AssertionError: there is no node of such a name.
    """
    if not is_graph_def(graph_def):
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.")
    if isinstance(dest_nodes, str):
        raise TypeError("dest_nodes must be an iterable of strings.")
    nodes = {n.name: n for n in graph_def.node}
    for name in dest_nodes:
        if name not in nodes:
            raise AssertionError(f"{name} is not in graph")
    needed: set[str] = set()
    pending = list(dest_nodes)
    while pending:
        name = _name(pending.pop())
        if name not in needed:
            needed.add(name)
            pending.extend(nodes[name].input)
    made = GraphDef()
    made.node.extend(n for n in graph_def.node if n.name in needed)
    made.library.CopyFrom(graph_def.library)
    made.versions.CopyFrom(graph_def.versions)
    return made


def convert_variables_to_constants(
    sess: Any, input_graph_def: Any, output_node_names: Sequence[str],
    variable_names_whitelist: Sequence[str] | None = None,
    variable_names_blacklist: Sequence[str] | None = None,
) -> Any:  # fmt: skip
    """A GraphDef in which variables are constants, with the values that they have in a session.

    Args:
        sess: the session.
        input_graph_def: the GraphDef of its graph.
        output_node_names: the nodes that are wanted.
        variable_names_whitelist: the names of the variables to convert; default all.
        variable_names_blacklist: the names of variables not to convert.

    Returns: a GraphDef that holds what the outputs need.
    """
    made = extract_sub_graph(input_graph_def, output_node_names)
    held = {v.op.name: v for v, _ in sess.graph.handles()}
    chosen = {
        n.name: held[n.name] for n in made.node
        if n.op == "VarHandleOp" and n.name in held
        and (variable_names_whitelist is None or n.name in variable_names_whitelist)
        and n.name not in (variable_names_blacklist or ())
    }  # fmt: skip
    values = dict(zip(chosen, sess.run(list(chosen.values())), strict=True)) if chosen else {}
    for node in list(made.node):
        if node.name in values:
            dtype = chosen[node.name].dtype
            node.op = "Const"
            for key in list(node.attr):
                del node.attr[key]
            node.attr["dtype"].type = dtype.as_datatype_enum
            node.attr["value"].tensor.CopyFrom(array_to_proto(values[node.name], dtype))
        elif node.input and _name(node.input[0]) in values:
            _read_constant(made, node, chosen[_name(node.input[0])].dtype)
    return made


def _read_constant(made: Any, node: Any, dtype: Any) -> None:
    """What read the variable reads the constant."""
    if node.op == "ReadVariableOp":
        node.op = "Identity"
        for key in list(node.attr):
            del node.attr[key]
        node.attr["T"].type = dtype.as_datatype_enum
    elif node.op == "ResourceGather":
        _gather_constant(made, node, dtype)
    else:
        raise ValueError(
            f"convert_variables_to_constants: node '{node.name}' ({node.op}) writes the variable "
            f"'{_name(node.input[0])}'. Fix: name outputs that only read it."
        )


def _gather_constant(made: Any, node: Any, dtype: Any) -> None:
    """`ResourceGather` becomes `GatherV2`, which has an axis."""
    batch, index = node.attr["batch_dims"].i, node.attr["Tindices"].type
    axis = made.node.add(name=f"{node.name}/axis", op="Const")
    axis.attr["dtype"].type = tf.int32.as_datatype_enum
    axis.attr["value"].tensor.CopyFrom(array_to_proto(np.array(batch, np.int32), tf.int32))
    node.op = "GatherV2"
    node.input.append(axis.name)
    for key in list(node.attr):
        del node.attr[key]
    node.attr["Tparams"].type = dtype.as_datatype_enum
    node.attr["Tindices"].type = index
    node.attr["Taxis"].type = tf.int32.as_datatype_enum
    node.attr["batch_dims"].i = batch


def remove_training_nodes(input_graph: Any, protected_nodes: Sequence[str] | None = None) -> Any:
    """A GraphDef without the nodes that only training needs: Identity and CheckNumerics.

    Args:
        input_graph: the GraphDef.
        protected_nodes: names of nodes to keep.
    """
    kept = set(protected_nodes or ())
    nodes = {n.name: n for n in input_graph.node}
    waited = {_name(i) for n in input_graph.node for i in n.input if i.startswith("^")}
    skipped = {
        n.name: n.input[0] for n in input_graph.node
        if n.op in ("Identity", "CheckNumerics") and n.name not in kept and n.name not in waited
        and not any(i.startswith("^") for i in n.input)
    }  # fmt: skip
    made = GraphDef()
    made.library.CopyFrom(input_graph.library)
    made.versions.CopyFrom(input_graph.versions)
    for name, node in nodes.items():
        if name in skipped:
            continue
        copy = made.node.add()
        copy.CopyFrom(node)
        for i, text in enumerate(copy.input):
            while _name(text) in skipped and not text.startswith("^"):
                text = skipped[_name(text)]
            copy.input[i] = text
    return made


def tensor_shape_from_node_def_name(graph: Any, input_name: str) -> tf.TensorShape:
    """The shape of a tensor of a graph.

    Args:
        graph: the graph.
        input_name: the tensor's name, with or without `:0`.
    """
    name = input_name if ":" in input_name else f"{input_name}:0"
    return graph.get_tensor_by_name(name).shape

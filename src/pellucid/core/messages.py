"""The messages of TensorFlow's files: tensors, graphs, functions.

They are TensorFlow's own, field by field, so that either library reads what the other wrote:

    TensorProto, TensorShapeProto                  values and shapes
    GraphDef, NodeDef, AttrValue, NameAttrList     a graph, its nodes and their attributes
    FunctionDefLibrary, FunctionDef, OpDef         the functions that nodes call
"""

from __future__ import annotations

from typing import Any

from pellucid.core.protobuf import Message


class DataType(
    Message,
    values={
        "DT_INVALID": 0, "DT_FLOAT": 1, "DT_DOUBLE": 2, "DT_INT32": 3, "DT_UINT8": 4, "DT_INT16": 5,
        "DT_INT8": 6, "DT_STRING": 7, "DT_COMPLEX64": 8, "DT_INT64": 9, "DT_BOOL": 10,
        "DT_QINT8": 11,
        "DT_QUINT8": 12, "DT_QINT32": 13, "DT_BFLOAT16": 14, "DT_QINT16": 15, "DT_QUINT16": 16,
        "DT_UINT16": 17, "DT_COMPLEX128": 18, "DT_HALF": 19, "DT_RESOURCE": 20, "DT_VARIANT": 21,
        "DT_UINT32": 22, "DT_UINT64": 23, "DT_FLOAT8_E5M2": 24, "DT_FLOAT8_E4M3FN": 25,
        "DT_FLOAT8_E4M3FNUZ": 26, "DT_FLOAT8_E4M3B11FNUZ": 27, "DT_FLOAT8_E5M2FNUZ": 28,
        "DT_INT4": 29, "DT_UINT4": 30, "DT_INT2": 31, "DT_UINT2": 32,
    },
):  # fmt: skip
    """The numbers of the element types in files."""


class TensorShapeProto(
    Message,
    fields="repeated Dim dim = 2; bool unknown_rank = 3",
    nested={"Dim": "int64 size = 1; string name = 2"},
):
    """The shape of a tensor; a dimension of size -1 is not known."""


class TensorProto(
    Message,
    fields="""
        DataType dtype = 1; TensorShapeProto tensor_shape = 2; int32 version_number = 3;
        bytes tensor_content = 4; repeated int32 half_val = 13; repeated float float_val = 5;
        repeated double double_val = 6; repeated int32 int_val = 7; repeated bytes string_val = 8;
        repeated float scomplex_val = 9; repeated int64 int64_val = 10; repeated bool bool_val = 11;
        repeated double dcomplex_val = 12; repeated uint32 uint32_val = 16;
        repeated uint64 uint64_val = 17; bytes float8_val = 18;
    """,
):
    """The value of a tensor: dtype, shape and elements."""


class NameAttrList(Message, fields="string name = 1; map<string, AttrValue> attr = 2"):
    """A function by its name, with attributes."""


class AttrValue(
    Message,
    fields="""
        oneof value { bytes s = 2; int64 i = 3; float f = 4; bool b = 5; DataType type = 6;
            TensorShapeProto shape = 7; TensorProto tensor = 8; ListValue list = 1;
            NameAttrList func = 10; string placeholder = 9; }
    """,
    nested={
        "ListValue": """
            repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5;
            repeated DataType type = 6; repeated TensorShapeProto shape = 7;
            repeated TensorProto tensor = 8; repeated NameAttrList func = 9;
        """
    },
):
    """The value of an attribute of a node."""


class NodeDef(
    Message,
    fields="""
        string name = 1; string op = 2; repeated string input = 3; string device = 4;
        map<string, AttrValue> attr = 5;
    """,
):
    """A node: its op, its inputs ("node", "node:1", "^control") and its attributes."""


class OpDef(
    Message,
    fields="""
        string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3;
        repeated string control_output = 20; repeated AttrDef attr = 4; string summary = 5;
        string description = 6; bool is_commutative = 18; bool is_aggregate = 16;
        bool is_stateful = 17; bool allows_uninitialized_input = 19;
        bool is_distributed_communication = 21;
    """,
    nested={
        "ArgDef": """
            string name = 1; string description = 2; DataType type = 3; string type_attr = 4;
            string number_attr = 5; string type_list_attr = 6; bool is_ref = 16;
        """,
        "AttrDef": """
            string name = 1; string type = 2; AttrValue default_value = 3; string description = 4;
            bool has_minimum = 5; int64 minimum = 6; AttrValue allowed_values = 7;
        """,
    },
):
    """The inputs, outputs and attributes of an op or a function."""


class FunctionArgAttrs(Message, fields="map<string, AttrValue> attr = 1"):
    """The attributes of an argument of a function."""


class FunctionDef(
    Message,
    fields="""
        OpDef signature = 1; map<string, AttrValue> attr = 5;
        map<uint32, FunctionArgAttrs> arg_attr = 7; map<uint32, uint32> resource_arg_unique_id = 8;
        repeated NodeDef node_def = 3; map<string, string> ret = 4;
        map<string, string> control_ret = 6;
    """,
):
    """A function: its signature, its nodes, and which tensors it returns.

    Inputs of its nodes are written "argument", "node:output:index" or "^control".
    """


class GradientDef(Message, fields="string function_name = 1; string gradient_func = 2"):
    """Which function is another one's gradient."""


class FunctionDefLibrary(
    Message, fields="repeated FunctionDef function = 1; repeated GradientDef gradient = 2"
):
    """The functions that the nodes of a graph call."""


class VersionDef(
    Message, fields="int32 producer = 1; int32 min_consumer = 2; repeated int32 bad_consumers = 3"
):
    """The version of the format that a graph was written in."""


class GraphDef(
    Message,
    fields="""
        repeated NodeDef node = 1; VersionDef versions = 4; int32 version = 3;
        FunctionDefLibrary library = 2;
    """,
):
    """A graph as data: nodes, and the functions that they call."""


def is_graph_def(value: Any) -> bool:
    """Whether `value` is a GraphDef message."""
    return isinstance(value, GraphDef)

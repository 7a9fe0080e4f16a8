"""`tf.compat.v1.graph_util`: GraphDefs cut down, and variables frozen to constants."""

from pellucid.compat.v1.freezing import (
    convert_variables_to_constants as convert_variables_to_constants,
    extract_sub_graph as extract_sub_graph,
    remove_training_nodes as remove_training_nodes,
    tensor_shape_from_node_def_name as tensor_shape_from_node_def_name,
)
from pellucid.graph_util import import_graph_def as import_graph_def

__all__ = [
    "convert_variables_to_constants",
    "extract_sub_graph",
    "import_graph_def",
    "remove_training_nodes",
    "tensor_shape_from_node_def_name",
]

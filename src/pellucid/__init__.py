"""TensorFlow 2 that you can read: `import pellucid as tf`.

Nothing but explicit imports, so that every name leads an editor to the code that does the work.
"""

from pellucid.core.collector import as_before as _collect_as_before  # isort: split

from pellucid import (
    __operators__ as __operators__,
    audio as audio,
    autograph as autograph,
    bitwise as bitwise,
    compat as compat,
    config as config,
    debugging as debugging,
    dtypes as dtypes,
    errors as errors,
    experimental as experimental,
    graph_util as graph_util,
    image as image,
    io as io,
    linalg as linalg,
    lookup as lookup,
    math as math,
    nest as nest,
    nn as nn,
    quantization as quantization,
    queue as queue,
    ragged as ragged,
    random as random,
    raw_ops as raw_ops,
    sets as sets,
    signal as signal,
    sparse as sparse,
    strings as strings,
    sysconfig as sysconfig,
    test as test,
    train as train,
    types as types,
    version as version,
    xla as xla,
)
from pellucid.autodiff.aggregation import (
    AggregationMethod as AggregationMethod,
)
from pellucid.autodiff.cotangents import (
    UnconnectedGradients as UnconnectedGradients,
)
from pellucid.autodiff.custom import (
    custom_gradient as custom_gradient,
    grad_pass_through as grad_pass_through,
    recompute_grad as recompute_grad,
)
from pellucid.autodiff.host_calls import (
    numpy_function as numpy_function,
    py_function as py_function,
)
from pellucid.autodiff.registered import (
    RegisterGradient as RegisterGradient,
    no_gradient as no_gradient,
)
from pellucid.autodiff.symbolic import (
    gradients as gradients,
    hessians as hessians,
)
from pellucid.autodiff.tape import (
    GradientTape as GradientTape,
)
from pellucid.core.context import (
    executing_eagerly as executing_eagerly,
    init_scope as init_scope,
    inside_function as inside_function,
)
from pellucid.core.convert import (
    register_tensor_conversion_function as register_tensor_conversion_function,
)
from pellucid.core.devices import (
    DeviceSpec as DeviceSpec,
)
from pellucid.core.dtypes import (
    DType as DType,
    as_dtype as as_dtype,
    bfloat16 as bfloat16,
    bool as bool,
    complex64 as complex64,
    complex128 as complex128,
    double as double,
    float16 as float16,
    float32 as float32,
    float64 as float64,
    half as half,
    int8 as int8,
    int16 as int16,
    int32 as int32,
    int64 as int64,
    qint8 as qint8,
    qint16 as qint16,
    qint32 as qint32,
    quint8 as quint8,
    quint16 as quint16,
    resource as resource,
    string as string,
    uint8 as uint8,
    uint16 as uint16,
    uint32 as uint32,
    uint64 as uint64,
    variant as variant,
)
from pellucid.core.logger import (
    get_logger as get_logger,
)
from pellucid.core.module import (
    Module as Module,
)
from pellucid.core.names import (
    get_current_name_scope as get_current_name_scope,
    name_scope as name_scope,
)
from pellucid.core.none_spec import (
    NoneTensorSpec as NoneTensorSpec,
)
from pellucid.core.shapes import (
    TensorShape as TensorShape,
    broadcast_static_shape as broadcast_static_shape,
)
from pellucid.core.specs import (
    TensorSpec as TensorSpec,
    TypeSpec as TypeSpec,
    type_spec_from_value as type_spec_from_value,
)
from pellucid.core.tensor import (
    Tensor as Tensor,
)
from pellucid.core.tensor_proto import (
    make_ndarray as make_ndarray,
)
from pellucid.function.function import (
    function as function,
)
from pellucid.function.import_graph_def import (
    import_graph_def as import_graph_def,
)
from pellucid.graph.graph import (
    Graph as Graph,
    Node as Operation,
)
from pellucid.graph.symbolic import is_symbolic_tensor as is_symbolic_tensor
from pellucid.launcher.notebook import load_ipython_extension as load_ipython_extension
from pellucid.ops.approx_top_k import (
    approx_top_k as approx_top_k,
)
from pellucid.ops.argmax import (
    argmax as argmax,
    argmin as argmin,
)
from pellucid.ops.array import (
    ensure_shape as ensure_shape,
    expand_dims as expand_dims,
    identity_n as identity_n,
    rank as rank,
    reshape as reshape,
    shape as shape,
    shape_n as shape_n,
    size as size,
    squeeze as squeeze,
    transpose as transpose,
)
from pellucid.ops.assertion import (
    Assert as Assert,
    assert_equal as assert_equal,
    assert_greater as assert_greater,
    assert_less as assert_less,
    assert_rank as assert_rank,
)
from pellucid.ops.blocks import (
    batch_to_space as batch_to_space,
    required_space_to_batch_paddings as required_space_to_batch_paddings,
    space_to_batch as space_to_batch,
    space_to_batch_nd as space_to_batch_nd,
)
from pellucid.ops.broadcasting import (
    broadcast_dynamic_shape as broadcast_dynamic_shape,
    broadcast_to as broadcast_to,
)
from pellucid.ops.casting import (
    bitcast as bitcast,
    cast as cast,
    saturate_cast as saturate_cast,
)
from pellucid.ops.clipping import (
    clip_by_global_norm as clip_by_global_norm,
    clip_by_norm as clip_by_norm,
    clip_by_value as clip_by_value,
)
from pellucid.ops.clock import (
    timestamp as timestamp,
)
from pellucid.ops.comparison import (
    equal as equal,
    greater as greater,
    greater_equal as greater_equal,
    less as less,
    less_equal as less_equal,
    logical_and as logical_and,
    logical_not as logical_not,
    logical_or as logical_or,
    not_equal as not_equal,
)
from pellucid.ops.complex import (
    complex as complex,
)
from pellucid.ops.constants import (
    constant as constant,
    convert_to_tensor as convert_to_tensor,
    get_static_value as get_static_value,
    guarantee_const as guarantee_const,
    identity as identity,
    is_tensor as is_tensor,
    no_op as no_op,
    stop_gradient as stop_gradient,
)
from pellucid.ops.control_flow import (
    case as case,
    cond as cond,
    switch_case as switch_case,
)
from pellucid.ops.creation import (
    fill as fill,
    linspace as linspace,
    ones as ones,
    ones_like as ones_like,
    range as range,
    zeros as zeros,
    zeros_like as zeros_like,
)
from pellucid.ops.critical_section import (
    CriticalSection as CriticalSection,
)
from pellucid.ops.cumulative import (
    cumsum as cumsum,
)
from pellucid.ops.division import (
    divide as divide,
    truediv as truediv,
    truncatediv as truncatediv,
    truncatemod as truncatemod,
)
from pellucid.ops.edit_distance import (
    edit_distance as edit_distance,
)
from pellucid.ops.einsum import (
    einsum as einsum,
)
from pellucid.ops.exponential import (
    exp as exp,
    sigmoid as sigmoid,
    sqrt as sqrt,
)
from pellucid.ops.functional import (
    foldl as foldl,
    foldr as foldr,
    scan as scan,
)
from pellucid.ops.gather import (
    boolean_mask as boolean_mask,
    gather as gather,
    gather_nd as gather_nd,
    where as where,
)
from pellucid.ops.histogram import (
    histogram_fixed_width as histogram_fixed_width,
    histogram_fixed_width_bins as histogram_fixed_width_bins,
)
from pellucid.ops.image_geometry import (
    extract_volume_patches as extract_volume_patches,
)
from pellucid.ops.indexed_slices import (
    IndexedSlices as IndexedSlices,
    IndexedSlicesSpec as IndexedSlicesSpec,
)
from pellucid.ops.initializers import (
    constant_initializer as constant_initializer,
    ones_initializer as ones_initializer,
    random_normal_initializer as random_normal_initializer,
    random_uniform_initializer as random_uniform_initializer,
    zeros_initializer as zeros_initializer,
)
from pellucid.ops.joining import (
    concat as concat,
    parallel_stack as parallel_stack,
    split as split,
    stack as stack,
    unstack as unstack,
)
from pellucid.ops.linalg import (
    norm as norm,
)
from pellucid.ops.loops import (
    while_loop as while_loop,
)
from pellucid.ops.mapping import (
    map_fn as map_fn,
    vectorized_map as vectorized_map,
)
from pellucid.ops.math import (
    abs as abs,
    add as add,
    add_n as add_n,
    maximum as maximum,
    minimum as minimum,
    multiply as multiply,
    negative as negative,
    pow as pow,
    scalar_mul as scalar_mul,
    sign as sign,
    square as square,
    subtract as subtract,
)
from pellucid.ops.matmul import (
    matmul as matmul,
    tensordot as tensordot,
)
from pellucid.ops.optional import (
    OptionalSpec as OptionalSpec,
)
from pellucid.ops.ordering import (
    control_dependencies as control_dependencies,
    group as group,
    tuple as tuple,
)
from pellucid.ops.padding import (
    pad as pad,
)
from pellucid.ops.partitioning import (
    dynamic_partition as dynamic_partition,
    dynamic_stitch as dynamic_stitch,
)
from pellucid.ops.patterns import (
    eye as eye,
    meshgrid as meshgrid,
    one_hot as one_hot,
    sequence_mask as sequence_mask,
    unravel_index as unravel_index,
)
from pellucid.ops.printing import (
    print as print,
)
from pellucid.ops.ragged_fill import (
    ragged_fill_empty_rows as ragged_fill_empty_rows,
    ragged_fill_empty_rows_grad as ragged_fill_empty_rows_grad,
)
from pellucid.ops.ragged_spec import (
    RaggedTensorSpec as RaggedTensorSpec,
)
from pellucid.ops.ragged_tensor import (
    RaggedTensor as RaggedTensor,
)
from pellucid.ops.raw_functions import (
    check_pinned as check_pinned,
    conv as conv,
    conv2d_backprop_filter_v2 as conv2d_backprop_filter_v2,
    conv2d_backprop_input_v2 as conv2d_backprop_input_v2,
    fftnd as fftnd,
    ifftnd as ifftnd,
    irfftnd as irfftnd,
    matrix_square_root as matrix_square_root,
    random_index_shuffle as random_index_shuffle,
    realdiv as realdiv,
    rfftnd as rfftnd,
)
from pellucid.ops.reduction import (
    reduce_all as reduce_all,
    reduce_any as reduce_any,
    reduce_logsumexp as reduce_logsumexp,
    reduce_max as reduce_max,
    reduce_mean as reduce_mean,
    reduce_min as reduce_min,
    reduce_prod as reduce_prod,
    reduce_sum as reduce_sum,
)
from pellucid.ops.repeating import (
    repeat as repeat,
    tile as tile,
)
from pellucid.ops.reversing import (
    reverse as reverse,
    reverse_sequence as reverse_sequence,
    roll as roll,
)
from pellucid.ops.rounding import (
    floor as floor,
    round as round,
)
from pellucid.ops.scatter import (
    scatter_nd as scatter_nd,
    tensor_scatter_nd_add as tensor_scatter_nd_add,
    tensor_scatter_nd_max as tensor_scatter_nd_max,
    tensor_scatter_nd_min as tensor_scatter_nd_min,
    tensor_scatter_nd_sub as tensor_scatter_nd_sub,
    tensor_scatter_nd_update as tensor_scatter_nd_update,
)
from pellucid.ops.slicing import (
    slice as slice,
    strided_slice as strided_slice,
)
from pellucid.ops.sorting import (
    argsort as argsort,
    searchsorted as searchsorted,
    sort as sort,
)
from pellucid.ops.sparse_tensor import (
    SparseTensor as SparseTensor,
    SparseTensorSpec as SparseTensorSpec,
)
from pellucid.ops.spectral import (
    eig as eig,
    eigvals as eigvals,
)
from pellucid.ops.string_hash import (
    fingerprint as fingerprint,
)
from pellucid.ops.string_numbers import (
    as_string as as_string,
)
from pellucid.ops.tensor_array import (
    TensorArray as TensorArray,
    TensorArraySpec as TensorArraySpec,
)
from pellucid.ops.tensor_proto import (
    make_tensor_proto as make_tensor_proto,
)
from pellucid.ops.trigonometric import (
    acos as acos,
    acosh as acosh,
    asin as asin,
    asinh as asinh,
    atan as atan,
    atan2 as atan2,
    atanh as atanh,
    cos as cos,
    cosh as cosh,
    sin as sin,
    sinh as sinh,
    tan as tan,
    tanh as tanh,
)
from pellucid.ops.unique import (
    unique as unique,
    unique_with_counts as unique_with_counts,
)
from pellucid.ops.variable_creation import (
    variable_creator_scope as variable_creator_scope,
)
from pellucid.ops.variable_spec import VariableSpec as _VariableSpec  # noqa: F401 (registers it)
from pellucid.ops.variables import (
    Variable as Variable,
    VariableAggregation as VariableAggregation,
    VariableSynchronization as VariableSynchronization,
)
from pellucid.runtime.devices import (
    device as device,
)
from pellucid.runtime.libraries import (
    load_library as load_library,
    load_op_library as load_op_library,
)
from pellucid.version import (
    COMPILER_VERSION as __compiler_version__,  # noqa: F401
    GIT_VERSION as __git_version__,  # noqa: F401
    __version__ as __version__,
)

newaxis = None

# Keras is written against the names above, so it comes last.
from pellucid import keras as keras
from pellucid.keras import (
    initializers as initializers,
    losses as losses,
    metrics as metrics,
    optimizers as optimizers,
)

_collect_as_before()

__all__ = [
    "AggregationMethod",
    "Assert",
    "CriticalSection",
    "DType",
    "DeviceSpec",
    "GradientTape",
    "Graph",
    "IndexedSlices",
    "IndexedSlicesSpec",
    "Module",
    "NoneTensorSpec",
    "Operation",
    "OptionalSpec",
    "RaggedTensor",
    "RaggedTensorSpec",
    "RegisterGradient",
    "SparseTensor",
    "SparseTensorSpec",
    "Tensor",
    "TensorArray",
    "TensorArraySpec",
    "TensorShape",
    "TensorSpec",
    "TypeSpec",
    "UnconnectedGradients",
    "Variable",
    "VariableAggregation",
    "VariableSynchronization",
    "__version__",
    "abs",
    "acos",
    "acosh",
    "add",
    "add_n",
    "approx_top_k",
    "argmax",
    "argmin",
    "argsort",
    "as_dtype",
    "as_string",
    "asin",
    "asinh",
    "assert_equal",
    "assert_greater",
    "assert_less",
    "assert_rank",
    "atan",
    "atan2",
    "atanh",
    "audio",
    "autograph",
    "batch_to_space",
    "bfloat16",
    "bitcast",
    "bitwise",
    "bool",
    "boolean_mask",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "broadcast_to",
    "case",
    "cast",
    "check_pinned",
    "clip_by_global_norm",
    "clip_by_norm",
    "clip_by_value",
    "compat",
    "complex",
    "complex128",
    "complex64",
    "concat",
    "cond",
    "config",
    "constant",
    "constant_initializer",
    "control_dependencies",
    "conv",
    "conv2d_backprop_filter_v2",
    "conv2d_backprop_input_v2",
    "convert_to_tensor",
    "cos",
    "cosh",
    "cumsum",
    "custom_gradient",
    "debugging",
    "device",
    "divide",
    "double",
    "dtypes",
    "dynamic_partition",
    "dynamic_stitch",
    "edit_distance",
    "eig",
    "eigvals",
    "einsum",
    "ensure_shape",
    "equal",
    "errors",
    "executing_eagerly",
    "exp",
    "expand_dims",
    "experimental",
    "extract_volume_patches",
    "eye",
    "fftnd",
    "fill",
    "fingerprint",
    "float16",
    "float32",
    "float64",
    "floor",
    "foldl",
    "foldr",
    "function",
    "gather",
    "gather_nd",
    "get_current_name_scope",
    "get_logger",
    "get_static_value",
    "grad_pass_through",
    "gradients",
    "graph_util",
    "greater",
    "greater_equal",
    "group",
    "guarantee_const",
    "half",
    "hessians",
    "histogram_fixed_width",
    "histogram_fixed_width_bins",
    "identity",
    "identity_n",
    "ifftnd",
    "image",
    "import_graph_def",
    "init_scope",
    "initializers",
    "inside_function",
    "int16",
    "int32",
    "int64",
    "int8",
    "io",
    "irfftnd",
    "is_symbolic_tensor",
    "is_tensor",
    "keras",
    "less",
    "less_equal",
    "linalg",
    "linspace",
    "load_library",
    "load_op_library",
    "logical_and",
    "logical_not",
    "logical_or",
    "lookup",
    "losses",
    "make_ndarray",
    "make_tensor_proto",
    "map_fn",
    "math",
    "matmul",
    "matrix_square_root",
    "maximum",
    "meshgrid",
    "metrics",
    "minimum",
    "multiply",
    "name_scope",
    "negative",
    "nest",
    "newaxis",
    "nn",
    "no_gradient",
    "no_op",
    "norm",
    "not_equal",
    "numpy_function",
    "one_hot",
    "ones",
    "ones_initializer",
    "ones_like",
    "optimizers",
    "pad",
    "parallel_stack",
    "pow",
    "print",
    "py_function",
    "qint16",
    "qint32",
    "qint8",
    "quantization",
    "queue",
    "quint16",
    "quint8",
    "ragged",
    "ragged_fill_empty_rows",
    "ragged_fill_empty_rows_grad",
    "random",
    "random_index_shuffle",
    "random_normal_initializer",
    "random_uniform_initializer",
    "range",
    "rank",
    "raw_ops",
    "realdiv",
    "recompute_grad",
    "reduce_all",
    "reduce_any",
    "reduce_logsumexp",
    "reduce_max",
    "reduce_mean",
    "reduce_min",
    "reduce_prod",
    "reduce_sum",
    "register_tensor_conversion_function",
    "repeat",
    "required_space_to_batch_paddings",
    "reshape",
    "resource",
    "reverse",
    "reverse_sequence",
    "rfftnd",
    "roll",
    "round",
    "saturate_cast",
    "scalar_mul",
    "scan",
    "scatter_nd",
    "searchsorted",
    "sequence_mask",
    "sets",
    "shape",
    "shape_n",
    "sigmoid",
    "sign",
    "signal",
    "sin",
    "sinh",
    "size",
    "slice",
    "sort",
    "space_to_batch",
    "space_to_batch_nd",
    "sparse",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "stop_gradient",
    "strided_slice",
    "string",
    "strings",
    "subtract",
    "switch_case",
    "sysconfig",
    "tan",
    "tanh",
    "tensor_scatter_nd_add",
    "tensor_scatter_nd_max",
    "tensor_scatter_nd_min",
    "tensor_scatter_nd_sub",
    "tensor_scatter_nd_update",
    "tensordot",
    "test",
    "tile",
    "timestamp",
    "train",
    "transpose",
    "truediv",
    "truncatediv",
    "truncatemod",
    "tuple",
    "type_spec_from_value",
    "types",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "unique",
    "unique_with_counts",
    "unravel_index",
    "unstack",
    "variable_creator_scope",
    "variant",
    "vectorized_map",
    "version",
    "where",
    "while_loop",
    "xla",
    "zeros",
    "zeros_initializer",
    "zeros_like",
]

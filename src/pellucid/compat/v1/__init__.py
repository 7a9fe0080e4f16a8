"""`tf.compat.v1`: TensorFlow 1's graphs, sessions and spellings.

What is spelled as in TensorFlow 2 is the same object. What is spelled otherwise has a thin function
of the old spelling in the files of this folder; other names for the same function are told here.
"""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid import (
    audio as audio, autograph as autograph, bitwise as bitwise, config as config, dtypes as dtypes,
    errors as errors, experimental as experimental, keras as keras, lookup as lookup, nest as nest,
    quantization as quantization, ragged as ragged, raw_ops as raw_ops,
    signal as signal, version as version,
)
from pellucid.compat.v1 import (
    app as app, debugging as debugging, flags as flags, gfile as gfile, graph_util as graph_util,
    image as image,
    initializers as initializers, io as io, layers as layers, linalg as linalg, logging as logging,
    losses as losses, manip as manip, math as math, metrics as metrics, nn as nn,
    python_io as python_io, random as random, sets as sets, sparse as sparse, strings as strings,
    summary as summary, test as test, train as train,
)
from pellucid import (
    abs as abs, acos as acos, acosh as acosh, add as add, add_n as add_n, argsort as argsort,
    as_dtype as as_dtype, as_string as as_string, asin as asin, asinh as asinh, Assert as Assert,
    atan as atan, atan2 as atan2, atanh as atanh, batch_to_space as batch_to_space_nd,
    bfloat16 as bfloat16, bitcast as bitcast, bool as bool,
    broadcast_dynamic_shape as broadcast_dynamic_shape,
    broadcast_static_shape as broadcast_static_shape, broadcast_to as broadcast_to, case as case,
    cast as cast, clip_by_global_norm as clip_by_global_norm, clip_by_norm as clip_by_norm,
    clip_by_value as clip_by_value, complex as complex, complex128 as complex128,
    complex64 as complex64, concat as concat, control_dependencies as control_dependencies,
    cos as cos, cosh as cosh, cumsum as cumsum, custom_gradient as custom_gradient,
    DeviceSpec as DeviceSpec, divide as divide, double as double, DType as DType,
    dynamic_partition as dynamic_partition, dynamic_stitch as dynamic_stitch,
    edit_distance as edit_distance, einsum as einsum, ensure_shape as ensure_shape, equal as equal,
    executing_eagerly as executing_eagerly, exp as exp,
    extract_volume_patches as extract_volume_patches, eye as eye, fftnd as fftnd, fill as fill,
    fingerprint as fingerprint, float16 as float16, float32 as float32, float64 as float64,
    floor as floor, foldl as foldl, foldr as foldr, function as function,
    get_static_value as get_static_value, grad_pass_through as grad_pass_through,
    GradientTape as GradientTape, Graph as Graph, greater as greater,
    greater_equal as greater_equal, group as group, guarantee_const as guarantee_const,
    half as half, histogram_fixed_width as histogram_fixed_width,
    histogram_fixed_width_bins as histogram_fixed_width_bins, identity as identity,
    identity_n as identity_n, ifftnd as ifftnd, import_graph_def as import_graph_def,
    IndexedSlices as IndexedSlices, IndexedSlicesSpec as IndexedSlicesSpec,
    init_scope as init_scope, int16 as int16, int32 as int32, int64 as int64, int8 as int8,
    irfftnd as irfftnd, is_tensor as is_tensor, less as less, less_equal as less_equal,
    linspace as lin_space, linspace as linspace, logical_and as logical_and,
    logical_not as logical_not, logical_or as logical_or, make_ndarray as make_ndarray,
    make_tensor_proto as make_tensor_proto, map_fn as map_fn, matmul as matmul, maximum as maximum,
    meshgrid as meshgrid, minimum as minimum, Module as Module, multiply as multiply,
    negative as negative, newaxis as newaxis, no_op as no_op, not_equal as not_equal,
    numpy_function as numpy_function, one_hot as one_hot, ones as ones, Operation as Operation,
    parallel_stack as parallel_stack, pow as pow, print as print, py_function as py_function,
    qint16 as qint16, qint32 as qint32, qint8 as qint8, quint16 as quint16, quint8 as quint8,
    RaggedTensor as RaggedTensor, RaggedTensorSpec as RaggedTensorSpec, range as range,
    rank as rank, recompute_grad as recompute_grad, repeat as repeat,
    required_space_to_batch_paddings as required_space_to_batch_paddings, reshape as reshape,
    resource as resource, reverse as reverse, reverse as reverse_v2, rfftnd as rfftnd, roll as roll,
    round as round, saturate_cast as saturate_cast, scalar_mul as scalar_mul, scan as scan,
    scatter_nd as scatter_nd, searchsorted as searchsorted, sequence_mask as sequence_mask,
    shape_n as shape_n, sigmoid as sigmoid, sign as sign, sin as sin, sinh as sinh, slice as slice,
    sort as sort, space_to_batch_nd as space_to_batch_nd, SparseTensor as SparseTensor,
    SparseTensorSpec as SparseTensorSpec, split as split, sqrt as sqrt, square as square,
    stack as stack, stop_gradient as stop_gradient, strided_slice as strided_slice,
    string as string, subtract as subtract, switch_case as switch_case, tan as tan, tanh as tanh,
    Tensor as Tensor, tensor_scatter_nd_add as tensor_scatter_add,
    tensor_scatter_nd_add as tensor_scatter_nd_add, tensor_scatter_nd_max as tensor_scatter_nd_max,
    tensor_scatter_nd_min as tensor_scatter_nd_min, tensor_scatter_nd_sub as tensor_scatter_nd_sub,
    tensor_scatter_nd_update as tensor_scatter_nd_update,
    tensor_scatter_nd_sub as tensor_scatter_sub, tensor_scatter_nd_update as tensor_scatter_update,
    TensorArray as TensorArray, TensorArraySpec as TensorArraySpec, tensordot as tensordot,
    TensorShape as TensorShape, TensorSpec as TensorSpec, tile as tile, truediv as truediv,
    truncatediv as truncatediv, truncatemod as truncatemod,
    type_spec_from_value as type_spec_from_value, TypeSpec as TypeSpec, uint16 as uint16,
    uint32 as uint32, uint64 as uint64, uint8 as uint8,
    UnconnectedGradients as UnconnectedGradients, unique as unique,
    unique_with_counts as unique_with_counts, unravel_index as unravel_index, unstack as unstack,
    variable_creator_scope as variable_creator_scope, VariableAggregation as VariableAggregation,
    VariableSynchronization as VariableSynchronization, variant as variant,
    vectorized_map as vectorized_map, where as where_v2, zeros as zeros,
)
from pellucid.compat import (
    dimension_at_index as dimension_at_index, dimension_value as dimension_value,
)
from pellucid.compat.v1.arrays import (
    accumulate_n as accumulate_n, batch_gather as batch_gather, batch_to_space as batch_to_space,
    bincount as bincount, boolean_mask as boolean_mask,
    clip_by_average_norm as clip_by_average_norm, confusion_matrix as confusion_matrix,
    constant as constant, convert_to_tensor as convert_to_tensor, decode_csv as decode_csv,
    decode_raw as decode_raw, depth_to_space as depth_to_space, div as div,
    expand_dims as expand_dims, gather as gather, gather_nd as gather_nd,
    multinomial as multinomial, ones_like as ones_like, pad as pad, parse_example as parse_example,
    parse_single_example as parse_single_example, random_poisson as random_poisson,
    reduce_join as reduce_join, reverse_sequence as reverse_sequence, shape as shape, size as size,
    space_to_batch as space_to_batch, space_to_depth as space_to_depth,
    sparse_to_dense as sparse_to_dense, squeeze as squeeze, string_split as string_split,
    string_to_hash_bucket as string_to_hash_bucket, string_to_number as string_to_number,
    substr as substr, to_bfloat16 as to_bfloat16, to_complex128 as to_complex128,
    to_complex64 as to_complex64, to_double as to_double, to_float as to_float,
    to_int32 as to_int32, to_int64 as to_int64, transpose as transpose, tuple as tuple,
    where as where, zeros_like as zeros_like,
)
from pellucid.compat.v1.assertions import (
    assert_equal as assert_equal, assert_greater as assert_greater,
    assert_greater_equal as assert_greater_equal, assert_integer as assert_integer,
    assert_less as assert_less, assert_less_equal as assert_less_equal,
    assert_negative as assert_negative, assert_non_negative as assert_non_negative,
    assert_non_positive as assert_non_positive, assert_none_equal as assert_none_equal,
    assert_positive as assert_positive, assert_rank as assert_rank,
    assert_rank_at_least as assert_rank_at_least, assert_rank_in as assert_rank_in,
    assert_scalar as assert_scalar, assert_type as assert_type, Data as Data,
    verify_tensor_all_finite as verify_tensor_all_finite,
)
from pellucid.compat.v1.config_proto import (
    ConfigProto as ConfigProto, GPUOptions as GPUOptions, GraphOptions as GraphOptions,
    OptimizerOptions as OptimizerOptions, RunMetadata as RunMetadata, RunOptions as RunOptions,
)
from pellucid.compat.v1.control_flow import (
    colocate_with as colocate_with, cond as cond, container as container, device as device,
    gradients as gradients, hessians as hessians, op_scope as op_scope, Print as Print,
    py_func as py_func, while_loop as while_loop,
)
from pellucid.compat.v1.default_graph import (
    disable_eager_execution as disable_eager_execution, disable_v2_behavior as disable_v2_behavior,
    enable_eager_execution as enable_eager_execution, enable_v2_behavior as enable_v2_behavior,
    executing_eagerly_outside_functions as executing_eagerly_outside_functions,
    get_default_graph as get_default_graph, reset_default_graph as reset_default_graph,
)
from pellucid.compat.v1.fetches import SparseTensorValue as SparseTensorValue
from pellucid.compat.v1.graph_keys import (
    add_to_collection as add_to_collection, add_to_collections as add_to_collections,
    all_variables as all_variables, get_collection as get_collection,
    get_collection_ref as get_collection_ref, global_variables as global_variables,
    GraphKeys as GraphKeys, local_variables as local_variables, model_variables as model_variables,
    moving_average_variables as moving_average_variables,
    trainable_variables as trainable_variables,
)
from pellucid.compat.v1.initial_values import (
    constant as constant_initializer, glorot_normal as glorot_normal_initializer,
    glorot_uniform as glorot_uniform_initializer, ones as ones_initializer,
    orthogonal as orthogonal_initializer, random_normal as random_normal_initializer,
    random_uniform as random_uniform_initializer, truncated_normal as truncated_normal_initializer,
    uniform_unit_scaling as uniform_unit_scaling_initializer,
    variance_scaling as variance_scaling_initializer, zeros as zeros_initializer,
)
from pellucid.compat.v1.placeholders import (
    placeholder as placeholder, placeholder_with_default as placeholder_with_default,
    sparse_placeholder as sparse_placeholder,
)
from pellucid.compat.v1.reductions import (
    arg_max as arg_max, arg_min as arg_min, argmax as argmax, argmin as argmin,
    count_nonzero as count_nonzero, norm as norm, reduce_all as reduce_all,
    reduce_any as reduce_any, reduce_logsumexp as reduce_logsumexp, reduce_max as reduce_max,
    reduce_mean as reduce_mean, reduce_min as reduce_min, reduce_prod as reduce_prod,
    reduce_sum as reduce_sum,
)
from pellucid.compat.v1.session import (
    get_default_session as get_default_session, InteractiveSession as InteractiveSession,
    Session as Session,
)
from pellucid.compat.v1.switches import (
    control_flow_v2_enabled as control_flow_v2_enabled,
    disable_control_flow_v2 as disable_control_flow_v2,
    disable_resource_variables as disable_resource_variables,
    disable_tensor_equality as disable_tensor_equality,
    disable_v2_tensorshape as disable_v2_tensorshape,
    enable_control_flow_v2 as enable_control_flow_v2,
    enable_resource_variables as enable_resource_variables,
    enable_tensor_equality as enable_tensor_equality,
    enable_v2_tensorshape as enable_v2_tensorshape,
    resource_variables_enabled as resource_variables_enabled,
)
from pellucid.compat.v1.templates import make_template as make_template
from pellucid.compat.v1.variable_scope import (
    AUTO_REUSE as AUTO_REUSE, get_local_variable as get_local_variable,
    get_variable as get_variable, get_variable_scope as get_variable_scope,
    no_regularizer as no_regularizer, variable_op_scope as variable_op_scope,
    variable_scope as variable_scope, VariableScope as VariableScope,
)
from pellucid.compat.v1.variables import (
    assign as assign, assign_add as assign_add, assign_sub as assign_sub,
    global_variables_initializer as global_variables_initializer,
    initialize_all_variables as initialize_all_variables,
    initialize_local_variables as initialize_local_variables,
    initialize_variables as initialize_variables,
    is_variable_initialized as is_variable_initialized,
    local_variables_initializer as local_variables_initializer,
    report_uninitialized_variables as report_uninitialized_variables, scatter_add as scatter_add,
    scatter_div as scatter_div, scatter_max as scatter_max, scatter_min as scatter_min,
    scatter_mul as scatter_mul, scatter_nd_add as scatter_nd_add, scatter_nd_sub as scatter_nd_sub,
    scatter_nd_update as scatter_nd_update, scatter_sub as scatter_sub,
    scatter_update as scatter_update, tables_initializer as tables_initializer,
    Variable as Variable, variables_initializer as variables_initializer, VariableV1 as VariableV1,
)
from pellucid.compat.v1.wrapping import wrap_function as wrap_function
from pellucid.core.dimension import Dimension as Dimension
from pellucid.core.messages import (
    AttrValue as AttrValue, GraphDef as GraphDef, NameAttrList as NameAttrList, NodeDef as NodeDef,
)
from pellucid.core.names import name_scope as name_scope
from pellucid.debugging import (
    assert_proper_iterable as assert_proper_iterable,
    assert_same_float_dtype as assert_same_float_dtype, check_numerics as check_numerics,
    is_numeric_tensor as is_numeric_tensor,
)
from pellucid.errors import OpError as OpError
from pellucid.image import random_crop as random_crop
from pellucid.io import (
    decode_base64 as decode_base64, decode_compressed as decode_compressed,
    decode_json_example as decode_json_example, encode_base64 as encode_base64,
    FixedLenFeature as FixedLenFeature, FixedLenSequenceFeature as FixedLenSequenceFeature,
    matching_files as matching_files, parse_tensor as parse_tensor, read_file as read_file,
    serialize_tensor as serialize_tensor, SparseFeature as SparseFeature,
    VarLenFeature as VarLenFeature, write_file as write_file,
)
from pellucid.linalg import (
    cholesky as cholesky, cholesky_solve as cholesky_solve, cross as cross, tensor_diag as diag,
    tensor_diag_part as diag_part, global_norm as global_norm, band_part as matrix_band_part,
    det as matrix_determinant, diag as matrix_diag, diag_part as matrix_diag_part,
    inv as matrix_inverse, set_diag as matrix_set_diag, solve as matrix_solve,
    lstsq as matrix_solve_ls, matrix_transpose as matrix_transpose,
    triangular_solve as matrix_triangular_solve, qr as qr, eigh as self_adjoint_eig,
    eigvalsh as self_adjoint_eigvals, svd as svd, trace as trace,
)
from pellucid.math import (
    angle as angle, betainc as betainc, ceil as ceil, conj as conj, cumprod as cumprod,
    digamma as digamma, divide_no_nan as div_no_nan, erf as erf, erfc as erfc, expm1 as expm1,
    floordiv as floor_div, floordiv as floordiv, floormod as floormod, igamma as igamma,
    igammac as igammac, imag as imag, invert_permutation as invert_permutation,
    is_finite as is_finite, is_inf as is_inf, is_nan as is_nan,
    is_non_decreasing as is_non_decreasing, is_strictly_increasing as is_strictly_increasing,
    lbeta as lbeta, lgamma as lgamma, log as log, log1p as log1p, log_sigmoid as log_sigmoid,
    logical_xor as logical_xor, mod as mod, polygamma as polygamma, real as real,
    reciprocal as reciprocal, rint as rint, rsqrt as rsqrt, segment_max as segment_max,
    segment_mean as segment_mean, segment_min as segment_min, segment_prod as segment_prod,
    segment_sum as segment_sum, squared_difference as squared_difference,
    unsorted_segment_max as unsorted_segment_max, unsorted_segment_mean as unsorted_segment_mean,
    unsorted_segment_min as unsorted_segment_min, unsorted_segment_prod as unsorted_segment_prod,
    unsorted_segment_sqrt_n as unsorted_segment_sqrt_n,
    unsorted_segment_sum as unsorted_segment_sum, zeta as zeta,
)
from pellucid.quantization import (
    fake_quant_with_min_max_args as fake_quant_with_min_max_args,
    fake_quant_with_min_max_vars as fake_quant_with_min_max_vars,
)
from pellucid.random import (
    gamma as random_gamma, normal as random_normal, shuffle as random_shuffle,
    uniform as random_uniform, set_seed as set_random_seed, truncated_normal as truncated_normal,
)
from pellucid.signal import (
    fft as fft, fft2d as fft2d, fft3d as fft3d, ifft as ifft, ifft2d as ifft2d, ifft3d as ifft3d,
)
from pellucid.sparse import (
    fill_empty_rows as sparse_fill_empty_rows, mask as sparse_mask,
    maximum as sparse_maximum, minimum as sparse_minimum, reorder as sparse_reorder,
    reset_shape as sparse_reset_shape, reshape as sparse_reshape, retain as sparse_retain,
    slice as sparse_slice, softmax as sparse_softmax,
    sparse_dense_matmul as sparse_tensor_dense_matmul, to_dense as sparse_tensor_to_dense,
    to_indicator as sparse_to_indicator, transpose as sparse_transpose,
)
from pellucid.strings import (
    regex_replace as regex_replace, join as string_join, strip as string_strip,
    to_hash_bucket_fast as string_to_hash_bucket_fast,
    to_hash_bucket_strong as string_to_hash_bucket_strong,
)
from pellucid import (
    AggregationMethod as AggregationMethod, approx_top_k as approx_top_k,
    check_pinned as check_pinned, conv as conv,
    conv2d_backprop_filter_v2 as conv2d_backprop_filter_v2,
    conv2d_backprop_input_v2 as conv2d_backprop_input_v2, CriticalSection as CriticalSection,
    get_logger as get_logger, is_symbolic_tensor as is_symbolic_tensor,
    load_library as load_library, load_op_library as load_op_library, no_gradient as no_gradient,
    no_gradient as NoGradient, NoneTensorSpec as NoneTensorSpec, no_gradient as NotDifferentiable,
    OptionalSpec as OptionalSpec, ragged_fill_empty_rows as ragged_fill_empty_rows,
    ragged_fill_empty_rows_grad as ragged_fill_empty_rows_grad,
    random_index_shuffle as random_index_shuffle, realdiv as realdiv,
    register_tensor_conversion_function as register_tensor_conversion_function,
    RegisterGradient as RegisterGradient, timestamp as timestamp,
)
from pellucid.dtypes import (
    QUANTIZED_DTYPES as QUANTIZED_DTYPES,
)
from pellucid.errors import (
    CANCELLED as CXX11_ABI_FLAG, OK as GRAPH_DEF_VERSION_MIN_CONSUMER,
    OK as GRAPH_DEF_VERSION_MIN_PRODUCER, OK as MONOLITHIC_BUILD,
)
from pellucid.io import (
    deserialize_many_sparse as deserialize_many_sparse,
    parse_single_sequence_example as parse_single_sequence_example,
)
from pellucid.linalg import (
    sqrtm as matrix_square_root,
)
from pellucid.quantization import (
    dequantize as dequantize,
    fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient,
    fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient,
    fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel,
    fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient,  # noqa: E501
    quantize as quantize, quantized_concat as quantized_concat,
)
from pellucid.queue import (
    FIFOQueue as FIFOQueue, PaddingFIFOQueue as PaddingFIFOQueue, PriorityQueue as PriorityQueue,
    QueueBase as QueueBase, RandomShuffleQueue as RandomShuffleQueue,
)
from pellucid.ops.unique import setdiff1d as setdiff1d
from pellucid.sysconfig import (
    CXX_VERSION as CXX_VERSION,
)
from pellucid.version import (
    COMPILER_VERSION as COMPILER_VERSION, GIT_VERSION as GIT_VERSION,
    GRAPH_DEF_VERSION as GRAPH_DEF_VERSION, VERSION as VERSION,
)
from pellucid.compat.v1.sparse_functions import (
    add as sparse_add, concat as sparse_concat, merge as sparse_merge,
    reduce_max as sparse_reduce_max,
    reduce_max_sparse as sparse_reduce_max_sparse, reduce_sum as sparse_reduce_sum,
    reduce_sum_sparse as sparse_reduce_sum_sparse, segment_mean as sparse_segment_mean,
    segment_sqrt_n as sparse_segment_sqrt_n, segment_sum as sparse_segment_sum,
    split as sparse_split, serialize_sparse as serialize_sparse,
    serialize_many_sparse as serialize_many_sparse,
)
from pellucid.compat.v1.images import (
    extract_image_patches as extract_image_patches,
)

__all__ = [
    "AUTO_REUSE", "AggregationMethod", "Assert", "AttrValue", "COMPILER_VERSION", "CXX11_ABI_FLAG",
    "CXX_VERSION", "ConfigProto", "CriticalSection", "DType", "Data", "DeviceSpec", "Dimension",
    "FIFOQueue", "FixedLenFeature", "FixedLenSequenceFeature", "GIT_VERSION", "GPUOptions",
    "GRAPH_DEF_VERSION", "GRAPH_DEF_VERSION_MIN_CONSUMER", "GRAPH_DEF_VERSION_MIN_PRODUCER",
    "GradientTape", "Graph", "GraphDef", "GraphKeys", "GraphOptions", "IndexedSlices",
    "IndexedSlicesSpec", "InteractiveSession", "MONOLITHIC_BUILD", "Module", "NameAttrList",
    "NoGradient", "NodeDef", "NoneTensorSpec", "NotDifferentiable", "OpError", "Operation",
    "OptimizerOptions", "OptionalSpec", "PaddingFIFOQueue", "Print", "PriorityQueue",
    "QUANTIZED_DTYPES", "QueueBase", "RaggedTensor", "RaggedTensorSpec", "RandomShuffleQueue",
    "RegisterGradient", "RunMetadata", "RunOptions", "Session", "SparseFeature", "SparseTensor",
    "SparseTensorSpec", "SparseTensorValue", "Tensor", "TensorArray", "TensorArraySpec",
    "TensorShape", "TensorSpec", "TypeSpec", "UnconnectedGradients", "VERSION", "VarLenFeature",
    "Variable", "VariableAggregation", "VariableScope", "VariableSynchronization", "VariableV1",
    "abs", "accumulate_n", "acos", "acosh", "add", "add_n", "add_to_collection",
    "add_to_collections", "all_variables", "angle", "app", "approx_top_k", "arg_max", "arg_min",
    "argmax", "argmin", "argsort", "as_dtype", "as_string", "asin", "asinh", "assert_equal",
    "assert_greater", "assert_greater_equal", "assert_integer", "assert_less", "assert_less_equal",
    "assert_negative", "assert_non_negative", "assert_non_positive", "assert_none_equal",
    "assert_positive", "assert_proper_iterable", "assert_rank", "assert_rank_at_least",
    "assert_rank_in", "assert_same_float_dtype", "assert_scalar", "assert_type", "assign",
    "assign_add", "assign_sub", "atan", "atan2", "atanh", "audio", "autograph", "batch_gather",
    "batch_to_space", "batch_to_space_nd", "betainc", "bfloat16", "bincount", "bitcast", "bitwise",
    "bool", "boolean_mask", "broadcast_dynamic_shape", "broadcast_static_shape", "broadcast_to",
    "case", "cast", "ceil", "check_numerics", "check_pinned", "cholesky", "cholesky_solve",
    "clip_by_average_norm", "clip_by_global_norm", "clip_by_norm", "clip_by_value", "colocate_with",
    "complex", "complex128", "complex64", "concat", "cond", "config", "confusion_matrix", "conj",
    "constant", "constant_initializer", "container", "control_dependencies",
    "control_flow_v2_enabled", "conv", "conv2d_backprop_filter_v2", "conv2d_backprop_input_v2",
    "convert_to_tensor", "cos", "cosh", "count_nonzero", "cross", "cumprod", "cumsum",
    "custom_gradient", "debugging", "decode_base64", "decode_compressed", "decode_csv",
    "decode_json_example", "decode_raw", "depth_to_space", "dequantize", "deserialize_many_sparse",
    "device", "diag", "diag_part", "digamma", "dimension_at_index", "dimension_value",
    "disable_control_flow_v2", "disable_eager_execution", "disable_resource_variables",
    "disable_tensor_equality", "disable_v2_behavior", "disable_v2_tensorshape", "div", "div_no_nan",
    "divide", "double", "dtypes", "dynamic_partition", "dynamic_stitch", "edit_distance", "einsum",
    "enable_control_flow_v2", "enable_eager_execution", "enable_resource_variables",
    "enable_tensor_equality", "enable_v2_behavior", "enable_v2_tensorshape", "encode_base64",
    "ensure_shape", "equal", "erf", "erfc", "errors", "executing_eagerly",
    "executing_eagerly_outside_functions", "exp", "expand_dims", "experimental", "expm1",
    "extract_image_patches", "extract_volume_patches", "eye", "fake_quant_with_min_max_args",
    "fake_quant_with_min_max_args_gradient", "fake_quant_with_min_max_vars",
    "fake_quant_with_min_max_vars_gradient", "fake_quant_with_min_max_vars_per_channel",
    "fake_quant_with_min_max_vars_per_channel_gradient", "fft", "fft2d", "fft3d", "fftnd", "fill",
    "fingerprint", "flags", "float16", "float32", "float64", "floor", "floor_div", "floordiv",
    "floormod", "foldl", "foldr", "function", "gather", "gather_nd", "get_collection",
    "get_collection_ref", "get_default_graph", "get_default_session", "get_local_variable",
    "get_logger", "get_static_value", "get_variable", "get_variable_scope", "gfile", "global_norm",
    "global_variables", "global_variables_initializer", "glorot_normal_initializer",
    "glorot_uniform_initializer", "grad_pass_through", "gradients", "graph_util", "greater",
    "greater_equal", "group", "guarantee_const", "half", "hessians", "histogram_fixed_width",
    "histogram_fixed_width_bins", "identity", "identity_n", "ifft", "ifft2d", "ifft3d", "ifftnd",
    "igamma", "igammac", "imag", "image", "import_graph_def", "init_scope",
    "initialize_all_variables", "initialize_local_variables", "initialize_variables",
    "initializers", "int16", "int32", "int64", "int8", "invert_permutation", "io", "irfftnd",
    "is_finite", "is_inf", "is_nan", "is_non_decreasing", "is_numeric_tensor",
    "is_strictly_increasing", "is_symbolic_tensor", "is_tensor", "is_variable_initialized", "keras",
    "layers", "lbeta", "less", "less_equal", "lgamma", "lin_space", "linalg", "linspace",
    "load_library", "load_op_library", "local_variables", "local_variables_initializer", "log",
    "log1p", "log_sigmoid", "logging", "logical_and", "logical_not", "logical_or", "logical_xor",
    "lookup", "losses", "make_ndarray", "make_template", "make_tensor_proto", "manip", "map_fn",
    "matching_files", "math", "matmul", "matrix_band_part", "matrix_determinant", "matrix_diag",
    "matrix_diag_part", "matrix_inverse", "matrix_set_diag", "matrix_solve", "matrix_solve_ls",
    "matrix_square_root", "matrix_transpose", "matrix_triangular_solve", "maximum", "meshgrid",
    "metrics", "minimum", "mod", "model_variables", "moving_average_variables", "multinomial",
    "multiply", "name_scope", "negative", "nest", "newaxis", "nn", "no_gradient", "no_op",
    "no_regularizer", "norm", "not_equal", "numpy_function", "one_hot", "ones", "ones_initializer",
    "ones_like", "op_scope", "orthogonal_initializer", "pad", "parallel_stack", "parse_example",
    "parse_single_example", "parse_single_sequence_example", "parse_tensor", "placeholder",
    "placeholder_with_default", "polygamma", "pow", "print", "py_func", "py_function", "python_io",
    "qint16", "qint32", "qint8", "qr", "quantization", "quantize", "quantized_concat", "quint16",
    "quint8", "ragged", "ragged_fill_empty_rows", "ragged_fill_empty_rows_grad", "random",
    "random_crop", "random_gamma", "random_index_shuffle", "random_normal",
    "random_normal_initializer", "random_poisson", "random_shuffle", "random_uniform",
    "random_uniform_initializer", "range", "rank", "raw_ops", "read_file", "real", "realdiv",
    "reciprocal", "recompute_grad", "reduce_all", "reduce_any", "reduce_join", "reduce_logsumexp",
    "reduce_max", "reduce_mean", "reduce_min", "reduce_prod", "reduce_sum", "regex_replace",
    "register_tensor_conversion_function", "repeat", "report_uninitialized_variables",
    "required_space_to_batch_paddings", "reset_default_graph", "reshape", "resource",
    "resource_variables_enabled", "reverse", "reverse_sequence", "reverse_v2", "rfftnd", "rint",
    "roll", "round", "rsqrt", "saturate_cast", "scalar_mul", "scan", "scatter_add", "scatter_div",
    "scatter_max", "scatter_min", "scatter_mul", "scatter_nd", "scatter_nd_add", "scatter_nd_sub",
    "scatter_nd_update", "scatter_sub", "scatter_update", "searchsorted", "segment_max",
    "segment_mean", "segment_min", "segment_prod", "segment_sum", "self_adjoint_eig",
    "self_adjoint_eigvals", "sequence_mask", "serialize_many_sparse", "serialize_sparse",
    "serialize_tensor", "set_random_seed", "setdiff1d", "sets", "shape", "shape_n", "sigmoid",
    "sign", "signal",
    "sin", "sinh", "size", "slice", "sort", "space_to_batch", "space_to_batch_nd", "space_to_depth",
    "sparse", "sparse_add", "sparse_concat", "sparse_fill_empty_rows", "sparse_mask",
    "sparse_maximum", "sparse_merge", "sparse_minimum", "sparse_placeholder", "sparse_reduce_max",
    "sparse_reduce_max_sparse", "sparse_reduce_sum", "sparse_reduce_sum_sparse", "sparse_reorder",
    "sparse_reset_shape", "sparse_reshape", "sparse_retain", "sparse_segment_mean",
    "sparse_segment_sqrt_n", "sparse_segment_sum", "sparse_slice", "sparse_softmax", "sparse_split",
    "sparse_tensor_dense_matmul", "sparse_tensor_to_dense", "sparse_to_dense",
    "sparse_to_indicator", "sparse_transpose", "split", "sqrt", "square", "squared_difference",
    "squeeze", "stack", "stop_gradient", "strided_slice", "string", "string_join", "string_split",
    "string_strip", "string_to_hash_bucket", "string_to_hash_bucket_fast",
    "string_to_hash_bucket_strong", "string_to_number", "strings", "substr", "subtract", "summary",
    "svd", "switch_case", "tables_initializer", "tan", "tanh", "tensor_scatter_add",
    "tensor_scatter_nd_add", "tensor_scatter_nd_max", "tensor_scatter_nd_min",
    "tensor_scatter_nd_sub", "tensor_scatter_nd_update", "tensor_scatter_sub",
    "tensor_scatter_update", "tensordot", "test", "tile", "timestamp", "to_bfloat16",
    "to_complex128", "to_complex64", "to_double", "to_float", "to_int32", "to_int64", "trace",
    "train", "trainable_variables", "transpose", "truediv", "truncated_normal",
    "truncated_normal_initializer", "truncatediv", "truncatemod", "tuple", "type_spec_from_value",
    "uint16", "uint32", "uint64", "uint8", "uniform_unit_scaling_initializer", "unique",
    "unique_with_counts", "unravel_index", "unsorted_segment_max", "unsorted_segment_mean",
    "unsorted_segment_min", "unsorted_segment_prod", "unsorted_segment_sqrt_n",
    "unsorted_segment_sum", "unstack", "variable_creator_scope", "variable_op_scope",
    "variable_scope", "variables_initializer", "variance_scaling_initializer", "variant",
    "vectorized_map", "verify_tensor_all_finite", "version", "where", "where_v2", "while_loop",
    "wrap_function", "write_file", "zeros", "zeros_initializer", "zeros_like", "zeta",
]

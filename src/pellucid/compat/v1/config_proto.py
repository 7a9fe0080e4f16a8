"""`ConfigProto` and what belongs to it: how a session is to run.

Honoured: threads, the GPU's memory growth, which devices are counted, the jit level (`OFF` runs
graphs node by node). What cannot be honoured is refused by `apply_config`.
"""

from __future__ import annotations

from typing import Any

from pellucid.core.protobuf import Message


class GPUOptions(
    Message,
    fields="""
        double per_process_gpu_memory_fraction = 1; string allocator_type = 2;
        int64 deferred_deletion_bytes = 3; bool allow_growth = 4;
        string visible_device_list = 5; int32 polling_active_delay_usecs = 6;
        int32 polling_inactive_delay_msecs = 7; bool force_gpu_compatible = 8;
    """,
):
    """How GPUs are used."""


class OptimizerOptions(
    Message,
    fields="""
        bool do_common_subexpression_elimination = 1; bool do_constant_folding = 2;
        int64 max_folded_constant_in_bytes = 6; bool do_function_inlining = 4; int32 opt_level = 3;
        int32 global_jit_level = 5; bool cpu_global_jit = 7;
    """,
):
    """How graphs are optimized before they run."""

    # TensorFlow's enums, whose values programs take from here.
    L1, L0 = 0, -1
    DEFAULT, OFF, ON_1, ON_2 = 0, -1, 1, 2


class GraphOptions(
    Message,
    fields="""
        bool enable_recv_scheduling = 2; OptimizerOptions optimizer_options = 3;
        int64 build_cost_model = 4; int64 build_cost_model_after = 9; bool infer_shapes = 5;
        bool place_pruned_graph = 6; bool enable_bfloat16_sendrecv = 7; int32 timeline_step = 8;
    """,
):
    """How graphs are run."""


class ConfigProto(
    Message,
    fields="""
        map<string, int32> device_count = 1; int32 intra_op_parallelism_threads = 2;
        int32 inter_op_parallelism_threads = 5; bool use_per_session_threads = 9;
        int32 placement_period = 3; repeated string device_filters = 4; GPUOptions gpu_options = 6;
        bool allow_soft_placement = 7; bool log_device_placement = 8;
        GraphOptions graph_options = 10; int64 operation_timeout_in_ms = 11;
        bool isolate_session_state = 15;
    """,
):
    """How a session runs.

    Example:
        >>> config = tf.compat.v1.ConfigProto(intra_op_parallelism_threads=2)
        >>> config.gpu_options.allow_growth = True
        >>> session = tf.compat.v1.Session(config=config)
    """


class RunOptions(
    Message,
    fields="""
        int32 trace_level = 1; int64 timeout_in_ms = 2; int32 inter_op_thread_pool = 3;
        bool output_partition_graphs = 5; bool report_tensor_allocations_upon_oom = 7;
    """,
):
    """How one call of `Session.run` runs."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = 0, 1, 2, 3


class RunMetadata(Message, fields="bytes step_stats = 1"):
    """What a traced run would report; runs are not traced here."""


_REFUSED = ("device_filters", "operation_timeout_in_ms", "log_device_placement")
_REFUSED_GPU = ("per_process_gpu_memory_fraction", "visible_device_list", "allocator_type")


def apply_config(config: Any) -> bool:
    """Do what a ConfigProto asks for; returns whether graphs are to run node by node.

    Raises:
        TypeError: it is no ConfigProto.
        ValueError: it asks for something that is not supported.
    """
    if config is None:
        return False
    kind: Any = ConfigProto
    if not isinstance(config, kind):
        raise TypeError(f'Argument `config` must be a tf.ConfigProto, but got "{config!r}"')
    for holder, names in ((config, _REFUSED), (config.gpu_options, _REFUSED_GPU)):
        for name in names:
            if getattr(holder, name):
                raise ValueError(
                    f"tf.compat.v1.Session [config]: {name} is not supported. Fix: leave it unset."
                )
    _threads(config)
    _devices(config)
    return config.graph_options.optimizer_options.global_jit_level == OptimizerOptions.OFF


def _threads(config: Any) -> None:
    from pellucid.runtime import threads

    if config.intra_op_parallelism_threads:
        threads.set_intra_op_parallelism_threads(config.intra_op_parallelism_threads)
    if config.inter_op_parallelism_threads:
        threads.set_inter_op_parallelism_threads(config.inter_op_parallelism_threads)


def _devices(config: Any) -> None:
    from pellucid.runtime import devices

    if not config.gpu_options.allow_growth and not config.device_count:
        return
    gpus = devices.list_physical_devices("GPU")
    wanted = config.device_count.get("GPU", len(gpus))
    if wanted < len(gpus):
        devices.set_visible_devices(gpus[:wanted], "GPU")
    if config.gpu_options.allow_growth:
        for gpu in gpus[:wanted]:
            devices.set_memory_growth(gpu, True)

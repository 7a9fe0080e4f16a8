"""`tf.test.Benchmark`: timing in test programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pellucid.core import nest


def benchmark_config() -> dict[str, Any]:
    """The settings that benchmarks run with: none, as programs are compiled the same way always."""
    return {}


class Benchmark:
    """Base class of benchmarks: measures graphs, and reports what was measured.

    Example:
        >>> class Sums(tf.test.Benchmark):
        ...     def benchmark_small(self):
        ...         self.report_benchmark(iters=10, wall_time=1e-3)
    """

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []

    @classmethod
    def is_abstract(cls) -> bool:
        """Whether the class has no benchmarks of its own."""
        return not any(name.startswith("benchmark") for name in dir(cls))

    def evaluate(self, tensors: Any) -> Any:
        """The values of a nest of tensors."""
        return nest.map_structure(lambda t: t.numpy() if hasattr(t, "numpy") else t, tensors)

    def report_benchmark(
        self,
        iters: int | None = None,
        cpu_time: float | None = None,
        wall_time: float | None = None,
        throughput: float | None = None,
        extras: dict[str, Any] | None = None,
        name: str | None = None,
        metrics: list[dict[str, Any]] | None = None,
    ) -> None:
        """Print what was measured and keep it in `reports`.

        Args:
            iters: how often it ran.
            cpu_time: seconds of CPU time of one run.
            wall_time: seconds of one run.
            throughput: megabytes a second.
            extras: further values by name.
            name: the benchmark's name; default the class's.
            metrics: further measurements, dicts with `name` and `value`.
        """
        report = {
            "name": name or type(self).__name__, "iters": iters, "cpu_time": cpu_time,
            "wall_time": wall_time, "throughput": throughput, "extras": extras, "metrics": metrics,
        }  # fmt: skip
        report = {key: value for key, value in report.items() if value is not None}
        self.reports.append(report)
        print(", ".join(f"{key}: {value}" for key, value in report.items()))

    def run_op_benchmark(
        self,
        sess: Any,
        op_or_tensor: Any,
        feed_dict: dict[Any, Any] | None = None,
        burn_iters: int = 2,
        min_iters: int = 10,
        store_trace: bool = False,
        store_memory_usage: bool = True,
        name: str | None = None,
        extras: dict[str, Any] | None = None,
        mbs: float = 0,
    ) -> dict[str, Any]:
        """Time `sess.run(op_or_tensor, feed_dict)` and report the median.

        Args:
            sess: the session.
            op_or_tensor: what it runs.
            feed_dict: values of placeholders.
            burn_iters: runs before the timing begins.
            min_iters: runs that are timed.
            store_trace: must be False.
            store_memory_usage: also report the peak memory of the process.
            name: the benchmark's name.
            extras: further values to report.
            mbs: megabytes that one run works on, for the throughput.

        Returns: what was reported.

        Raises:
            ValueError: `store_trace` is true.
        """
        import statistics

        if store_trace:
            raise ValueError("tf.test.Benchmark [store_trace]: no trace is stored. Expected False.")
        seconds = _timed(lambda: sess.run(op_or_tensor, feed_dict), burn_iters, min_iters)
        found = dict(extras or {})
        if store_memory_usage:
            import resource

            found["peak_memory_kilobytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        median = statistics.median(seconds)
        self.report_benchmark(
            iters=min_iters, wall_time=median, name=name, extras=found,
            throughput=mbs / median if mbs else None,
        )  # fmt: skip
        return self.reports[-1]


def _timed(run: Callable[[], Any], burn: int, times: int) -> list[float]:
    for _ in range(burn):
        run()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return seconds

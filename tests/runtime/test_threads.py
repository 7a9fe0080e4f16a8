"""Threads: one number for what shares an operation, one for what runs side by side."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import pellucid as tf
from pellucid.runtime import blas, blocks, threads

PROGRAM = """
import os
{before}
import pellucid as tf
{after}
from pellucid.runtime import blas
f = tf.function(lambda x: tf.linalg.matmul(x, x))
f(tf.ones((600, 600))).numpy()
names = [open(f"/proc/self/task/{{t}}/comm").read().strip() for t in os.listdir("/proc/self/task")]
found = blas.find()
print(sum(name == "tf_XLAEigen" for name in names), found.get() if found else -1)
"""


def counted(before: str = "", after: str = "", **environment: str) -> tuple[int, int]:
    """How many threads XLA's pool and BLAS have in a fresh process."""
    clean = {k: v for k, v in os.environ.items() if not k.endswith(("NUM_THREADS", "NPROC"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before, after=after)],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    pool, products = done.stdout.split()[-2:]
    return int(pool), int(products)


pool_is_visible = pytest.mark.skipif(
    sys.platform != "linux" or blas.find() is None, reason="threads are counted through /proc"
)


@pool_is_visible
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"TF_NUM_INTRAOP_THREADS": "3"}, (3, 3)),
        ({"OMP_NUM_THREADS": "1"}, (1, 1)),
        ({"OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "3"}, (3, 1)),
        ({"after": "tf.config.threading.set_intra_op_parallelism_threads(3)"}, (3, 3)),
        (
            {
                "after": "tf.config.threading.set_intra_op_parallelism_threads(3)",
                "TF_NUM_INTRAOP_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
            (3, 3),
        ),
    ],
    ids=str,
)
def test_the_pools_have_the_threads_that_were_asked_for(settings, expected):
    pool, products = counted(**settings)
    assert pool == expected[0]
    # OpenBLAS never uses more threads than it started with: one for each CPU
    assert products == expected[1] or products == min(expected[1], os.cpu_count() or 1)


@pool_is_visible
def test_cpus_of_the_process_stay_its_own():
    before = os.sched_getaffinity(0)
    code = "tf.config.threading.set_intra_op_parallelism_threads(1)\nprint()"
    assert counted(after=f"{code}\nassert os.sched_getaffinity(0) == {before!r}")[0] == 1


def test_environment_variables(monkeypatch):
    for name in ("PJRT_NPROC", "NPROC", "TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(threads._threads, "intra", 0)
    number, said_by = threads.pool_size()
    assert number >= 1
    assert "CPUs" in said_by
    threads.size_pool()
    assert "PJRT_NPROC" not in os.environ
    monkeypatch.setenv("OMP_NUM_THREADS", "4,2")
    assert threads.pool_size() == (4, "OMP_NUM_THREADS")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "5")
    assert threads.pool_size() == (5, "TF_NUM_INTRAOP_THREADS")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "many")
    assert threads.pool_size() == (4, "OMP_NUM_THREADS")
    monkeypatch.setitem(threads._threads, "intra", 2)
    assert threads.pool_size() == (2, "tf.config.threading")


def test_numbers_are_kept_and_checked(monkeypatch):
    monkeypatch.setattr(threads, "_threads", {"intra": 0, "inter": 0})
    monkeypatch.setattr(threads, "_limit_blas", lambda number: None)
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    config = tf.config.threading
    config.set_inter_op_parallelism_threads(2)
    config.set_intra_op_parallelism_threads(3)
    assert config.get_inter_op_parallelism_threads() == 2
    assert config.get_intra_op_parallelism_threads() == 3
    for wrong, error in ((-1, ValueError), (2.5, TypeError), (True, TypeError)):
        with pytest.raises(error, match="num_threads"):
            config.set_intra_op_parallelism_threads(wrong)  # pyright: ignore[reportArgumentType]


def test_after_the_first_program_the_number_stays(monkeypatch):
    tf.function(lambda x: x + 1)(tf.ones((3,)))
    from pellucid.runtime import backend

    backend.load_jax()
    monkeypatch.setattr(threads, "_threads", {"intra": 0, "inter": 0})
    config = tf.config.threading
    with pytest.raises(RuntimeError, match="Intra op parallelism cannot be modified after"):
        config.set_intra_op_parallelism_threads(1)
    with pytest.raises(RuntimeError, match="Inter op parallelism cannot be modified after"):
        config.set_inter_op_parallelism_threads(1)
    config.set_intra_op_parallelism_threads(0)  # what it is already


TURNS = """
import pellucid as tf
{before}
multiply = tf.function(lambda x: x @ x @ x @ x)
x = tf.ones((1500, 1500))
multiply(x).numpy()
print(multiply(x).value().is_ready())
"""


@pytest.mark.parametrize(
    ("settings", "done"),
    [
        ({}, False),
        ({"TF_NUM_INTEROP_THREADS": "1"}, True),
        ({"before": "tf.config.threading.set_inter_op_parallelism_threads(1)"}, True),
        ({"before": "tf.config.threading.set_inter_op_parallelism_threads(2)"}, False),
    ],
    ids=str,
)
def test_one_program_at_a_time_where_only_one_may_run(settings, done):
    """A call comes back at once, unless only one operation may run."""
    variables = dict(settings)
    clean = {k: v for k, v in os.environ.items() if "INTEROP" not in k}
    found = subprocess.run(
        [sys.executable, "-c", TURNS.format(before=variables.pop("before", ""))],
        env={**clean, **variables},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == str(done)


@pytest.mark.parametrize(("inter", "workers"), [(0, 3), (1, 1), (2, 2), (5, 3)])
def test_workers_that_prepare_data(monkeypatch, inter, workers):
    monkeypatch.delenv("TF_NUM_INTEROP_THREADS", raising=False)
    monkeypatch.setitem(threads._threads, "inter", inter)
    together = threading.Barrier(workers)

    def work(_):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=5)  # as many work at the same time
        return threading.current_thread().name

    with tf.config.experimental.data_threads(3) as pool:
        names = set(pool.map(work, range(workers * 2)))
    assert len(names) == workers
    with pytest.raises(ValueError, match="workers"), tf.config.experimental.data_threads(0):
        pass


@pytest.mark.parametrize("intra", [1, 3])
def test_blocks_of_eager_operations_keep_to_the_number(monkeypatch, intra):
    monkeypatch.setitem(threads._threads, "intra", intra)
    together = threading.Barrier(intra)
    seen = set()

    def work(_):
        together.wait(timeout=5)
        seen.add(threading.get_ident())

    blocks.in_threads(work, range(intra))
    assert len(seen) == intra


def test_blas_threads_nest_and_end():
    found = blas.find()
    if found is None:
        pytest.skip("NumPy's BLAS is not known")
    before = found.get()
    with tf.config.experimental.blas_threads(64):
        assert found.get() == before
        with pytest.raises(KeyError), tf.config.experimental.blas_threads(1):
            assert found.get() == 1
            raise KeyError
        assert found.get() == before
    assert found.get() == before
    with pytest.raises(ValueError, match="received 0"):
        with tf.config.experimental.blas_threads(0):
            pass


def test_workers_of_a_data_set_multiply_on_one_thread_each():
    found = blas.find()
    if found is None:
        pytest.skip("NumPy's BLAS is not known")
    before, seen = found.get(), []

    class Data(tf.keras.utils.PyDataset):
        def __len__(self):
            return 4

        def __getitem__(self, index):
            seen.append(found.get())
            return np.ones((2, 3), np.float32), np.ones((2, 1), np.float32)

    model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(Data(workers=2), epochs=1, verbose=0)
    assert 1 in seen
    assert found.get() == before

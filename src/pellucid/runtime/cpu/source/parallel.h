// Loops on threads that somebody else owns (XLA, see handlers.cc), and scratch memory.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <new>

namespace pellucid {

// A loop shared by several threads: each takes the next index until none is left.
struct SharedLoop {
  std::function<void(int64_t)> body;
  int64_t count;
  std::atomic<int64_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::condition_variable finished;

  void work() {
    int64_t mine = 0;
    for (int64_t i; (i = next.fetch_add(1)) < count; ++mine) {
      try {
        if (!failed.load(std::memory_order_relaxed)) body(i);
      } catch (const std::bad_alloc&) {
        failed = true;
      }
    }
    if (mine && done.fetch_add(mine) + mine == count) {
      std::lock_guard<std::mutex> lock(mutex);
      finished.notify_one();
    }
  }
};

class Pool {
 public:
  using Task = std::function<void()>;

  // `schedule` hands a task to another thread, which runs it some time.
  Pool(int64_t threads, std::function<void(Task)> schedule)
      : schedule_(std::move(schedule)), threads_(std::max<int64_t>(1, threads)) {}

  int64_t threads() const { return threads_; }

  // body(0), ..., body(count - 1), in any order, on any thread.
  //
  // The caller works too, and waits only for indices that another thread has begun. So it returns
  // even if the pool never gets to the tasks scheduled here, because all its threads wait like this
  // one; such a task finds nothing to do when it runs at last, and `loop` lives until then.
  template <class Body>
  void each(int64_t count, Body body) {
    if (count <= 1 || threads_ == 1) {
      for (int64_t i = 0; i < count; ++i) body(i);
      return;
    }
    auto loop = std::make_shared<SharedLoop>();
    loop->body = std::move(body);
    loop->count = count;
    for (int64_t t = 1; t < std::min(count, threads_); ++t) schedule_([loop] { loop->work(); });
    loop->work();
    // The others are often a few microseconds behind: asleep, one would wake up too late.
    for (int spin = 0; spin < 2000 && loop->done.load() != count; ++spin) pause();
    if (loop->done.load() != count) {
      std::unique_lock<std::mutex> lock(loop->mutex);
      loop->finished.wait(lock, [&] { return loop->done.load() == count; });
    }
    if (loop->failed) throw std::bad_alloc();
  }

 private:
  static void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
  }

  std::function<void(Task)> schedule_;
  int64_t threads_;
};

// Uninitialized floats, aligned to a cache line.
class Scratch {
 public:
  explicit Scratch(int64_t floats) {
    const size_t bytes = (size_t(std::max<int64_t>(floats, 1)) * sizeof(float) + 63) & ~size_t(63);
    data_ = static_cast<float*>(std::aligned_alloc(64, bytes));
    if (!data_) throw std::bad_alloc();
  }
  ~Scratch() { std::free(data_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  float* get() const { return data_; }

 private:
  float* data_;
};

}  // namespace pellucid

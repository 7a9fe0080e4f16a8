// What the doors share through which XLA calls (handlers.cc, sequence_handlers.cc).
#pragma once

#include <string>

#include "parallel.h"
#include "xla/ffi/api/ffi.h"

namespace pellucid {

namespace ffi = xla::ffi;
using In = ffi::Buffer<ffi::F32>;
using Out = ffi::ResultBuffer<ffi::F32>;
using Shape = ffi::Span<const int64_t>;

inline ffi::Error refused(const char* what) {
  return ffi::Error::InvalidArgument(std::string("Pellucid's CPU kernels: ") + what);
}

// Runs `work`, and turns a lack of memory into an error.
template <class Work>
ffi::Error guarded(ffi::ThreadPool& threads, Work work) {
  try {
    Pool pool(threads.num_threads(), [&](Pool::Task task) { threads.Schedule(std::move(task)); });
    work(pool);
    return ffi::Error::Success();
  } catch (const std::bad_alloc&) {
    return ffi::Error(ffi::ErrorCode::kResourceExhausted, "Pellucid's CPU kernels: out of memory");
  }
}

inline auto on_threads() { return ffi::Ffi::Bind().Ctx<ffi::ThreadPool>(); }

}  // namespace pellucid

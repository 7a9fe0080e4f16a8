// The choice among the instruction sets for which the innermost loops were compiled.
#include "kernels.h"

#include <cstdlib>
#include <cstring>

#include "eager.h"

namespace pellucid {

#define PELLUCID_ISA_TABLE(isa)     \
  namespace isa {                   \
  extern const Kernels table;       \
  extern const Eager eager_table;   \
  }
#ifdef PELLUCID_X86
PELLUCID_ISA_TABLE(avx512)
PELLUCID_ISA_TABLE(avx2)
#endif
PELLUCID_ISA_TABLE(baseline)

const Kernels& kernels() {
  static const Kernels& chosen = []() -> const Kernels& {
#ifdef PELLUCID_X86
    const char* asked = std::getenv("PELLUCID_ISA");
    const auto wanted = [&](const char* isa) { return !asked || !*asked || !std::strcmp(asked, isa); };
    __builtin_cpu_init();
    const bool fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (wanted("avx512") && fma && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq"))
      return avx512::table;
    if ((wanted("avx2") || wanted("avx512")) && fma) return avx2::table;
#endif
    return baseline::table;
  }();
  return chosen;
}

const Eager& eager() {
#ifdef PELLUCID_X86
  if (&kernels() == &avx512::table) return avx512::eager_table;
  if (&kernels() == &avx2::table) return avx2::eager_table;
#endif
  return baseline::eager_table;
}

}  // namespace pellucid

// Vectors of the instruction set that a file is compiled for (build.py says which: -DISA=avx512
// -mavx512f ...), in the compilers' own vector types. No standard C++ header is included beyond
// <cstdint>: an inline function compiled here could otherwise end up, linked into common code, on a
// processor that lacks the instructions.
#pragma once

#include <cstdint>

#define STRING_(a) #a
#define STRING(a) STRING_(a)

namespace pellucid {
namespace ISA {
namespace {

#if defined(__AVX512F__)
constexpr int V = 16;
#elif defined(__AVX2__)
constexpr int V = 8;
#else
constexpr int V = 4;
#endif

// Unaligned, and allowed to alias float.
typedef float Vec __attribute__((vector_size(V * 4), aligned(4), may_alias));

inline Vec load(const float* p) { return *(const Vec*)p; }
inline void store(float* p, Vec v) { *(Vec*)p = v; }

}  // namespace
}  // namespace ISA
}  // namespace pellucid

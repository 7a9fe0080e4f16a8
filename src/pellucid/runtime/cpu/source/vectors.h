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

// The vector at p, of which the last may be shorter; `rest` fills it up.
inline Vec get(const float* p, int64_t n, float rest = 0) {
  if (n >= V) return load(p);
  float padded[V];
  store(padded, Vec{} + rest);
  for (int64_t i = 0; i < n; ++i) padded[i] = p[i];
  return load(padded);
}

inline void put(float* p, int64_t n, Vec v) {
  if (n >= V) return store(p, v);
  float padded[V];
  store(padded, v);
  for (int64_t i = 0; i < n; ++i) p[i] = padded[i];
}

}  // namespace
}  // namespace ISA
}  // namespace pellucid

// e^x of a vector of numbers.
#pragma once

#include "vectors.h"

namespace pellucid {
namespace ISA {
namespace {

typedef int32_t Int __attribute__((vector_size(V * 4)));

// e^x = 2^n e^r, |r| <= ln(2) / 2, by a polynomial with an error of 3e-9. NaN stays NaN; beyond
// +-87, where the result is next to infinity or zero, x counts as +-87.
inline Vec exponential(Vec x) {
  const Vec limit = Vec{} + 87.f;
  x = x > limit ? limit : x;
  x = x < -limit ? -limit : x;
  const Vec shift = Vec{} + 12582912.f;  // 1.5 * 2^23: what is added to it is rounded to an integer
  const Vec shifted = x * 1.44269504f + shift;
  const Vec n = shifted - shift;
  const Vec r = (x - n * 0.693145752f) - n * 1.42860677e-6f;  // ln(2) in two parts
  Vec y = Vec{} + 0.00139411085f;
  y = y * r + 0.00837512594f;
  y = y * r + 0.0416663513f;
  y = y * r + 0.166664153f;
  y = y * r + 0.5f;
  y = y * r + 1.f;
  y = y * r + 1.f;
  const Int power = (Int)shifted - (Int)shift;
  return y * (Vec)((power + 127) << 23);
}

}  // namespace
}  // namespace ISA
}  // namespace pellucid

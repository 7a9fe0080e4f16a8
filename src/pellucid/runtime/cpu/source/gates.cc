#include "gates.h"

#include "exponential.h"

namespace pellucid {
namespace ISA {
namespace {

inline Vec sigmoid(Vec x) { return 1.f / (1.f + exponential(-x)); }

// Near zero a polynomial, which keeps small numbers exact.
inline Vec tangent(Vec x) {
  const Vec size = x < 0 ? -x : x;
  const Vec far = 1.f - 2.f / (exponential(size + size) + 1.f);
  const Vec z = x * x;
  Vec y = Vec{} - 0.00609671418f;
  y = y * z + 0.0209971797f;
  y = y * z - 0.0538509078f;
  y = y * z + 0.133327693f;
  y = y * z - 0.333333284f;
  const Vec near = x + x * z * y;
  return size > 0.625f ? (x < 0 ? -far : far) : near;
}

void lstm(int64_t units, const float* x, const float* product, const float* bias,
          const float* before, float* gates, float* cell, float* output) {
  for (int64_t u = 0; u < units; u += V) {
    const int64_t n = units - u;
    const auto sum = [&](int part) {
      const int64_t at = part * units + u;
      return get(x + at, n) + get(product + at, n) + get(bias + at, n);
    };
    const Vec i = sigmoid(sum(0)), f = sigmoid(sum(1)), g = tangent(sum(2)), o = sigmoid(sum(3));
    const Vec c = f * get(before + u, n) + i * g;
    put(gates + u, n, i);
    put(gates + units + u, n, f);
    put(gates + 2 * units + u, n, g);
    put(gates + 3 * units + u, n, o);
    put(cell + u, n, c);
    put(output + u, n, o * tangent(c));
  }
}

void lstm_back(int64_t units, const float* gates, const float* before, const float* cell,
               const float* dh, float* dcell, float* dx) {
  for (int64_t u = 0; u < units; u += V) {
    const int64_t n = units - u;
    const Vec i = get(gates + u, n), f = get(gates + units + u, n);
    const Vec g = get(gates + 2 * units + u, n), o = get(gates + 3 * units + u, n);
    const Vec seen = tangent(get(cell + u, n)), d = get(dh + u, n);
    const Vec inside = get(dcell + u, n) + d * o * (1.f - seen * seen);
    const Vec c = get(before + u, n);
    put(dx + u, n, inside * g * i * (1.f - i));
    put(dx + units + u, n, inside * c * f * (1.f - f));
    put(dx + 2 * units + u, n, inside * i * (1.f - g * g));
    put(dx + 3 * units + u, n, d * seen * o * (1.f - o));
    put(dcell + u, n, inside * f);
  }
}

void gru(int64_t units, const float* x, const float* product, const float* bias,
         const float* before, float* gates, float* inner, float* output) {
  for (int64_t u = 0; u < units; u += V) {
    const int64_t n = units - u;
    const auto outer = [&](int part) {
      return get(x + part * units + u, n) + get(bias + part * units + u, n);
    };
    const auto p = [&](int part) {
      return get(product + part * units + u, n) + get(bias + (3 + part) * units + u, n);
    };
    const Vec z = sigmoid(outer(0) + p(0)), r = sigmoid(outer(1) + p(1)), seen = p(2);
    const Vec g = tangent(outer(2) + r * seen);
    put(gates + u, n, z);
    put(gates + units + u, n, r);
    put(gates + 2 * units + u, n, g);
    put(inner + u, n, seen);
    put(output + u, n, z * get(before + u, n) + (1.f - z) * g);
  }
}

void gru_back(int64_t units, const float* gates, const float* before, const float* inner,
              float* dh, float* dx, float* dproduct) {
  for (int64_t u = 0; u < units; u += V) {
    const int64_t n = units - u;
    const Vec z = get(gates + u, n), r = get(gates + units + u, n);
    const Vec g = get(gates + 2 * units + u, n), d = get(dh + u, n);
    const Vec dz = d * (get(before + u, n) - g) * z * (1.f - z);
    const Vec dg = d * (1.f - z) * (1.f - g * g);
    const Vec dr = dg * get(inner + u, n) * r * (1.f - r);
    put(dx + u, n, dz);
    put(dx + units + u, n, dr);
    put(dx + 2 * units + u, n, dg);
    put(dproduct + u, n, dz);
    put(dproduct + units + u, n, dr);
    put(dproduct + 2 * units + u, n, dg * r);
    put(dh + u, n, d * z);
  }
}

}  // namespace

extern const Gates gates_table;
const Gates gates_table = {lstm, lstm_back, gru, gru_back};

}  // namespace ISA
}  // namespace pellucid

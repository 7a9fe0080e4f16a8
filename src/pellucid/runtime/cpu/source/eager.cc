#include "eager.h"

#include "exponential.h"

namespace pellucid {
namespace ISA {
namespace {

// ------------------------------------------------------------------ images

// line = the row of the output before its columns are made
template <class T>
void blend_rows(const Taps& taps, int64_t row, const T* image, int64_t n, float* line) {
  const int64_t* places = taps.places + row * taps.count;
  const float* weights = taps.weights + row * taps.count;
  const T* a = image + places[0] * n;
  if (taps.count == 2) {
    const T* b = image + places[1] * n;
    for (int64_t i = 0; i < n; ++i) line[i] = a[i] * weights[0] + b[i] * weights[1];
    return;
  }
  for (int64_t i = 0; i < n; ++i) line[i] = a[i] * weights[0];
  for (int64_t t = 1; t < taps.count; ++t) {
    const T* b = image + places[t] * n;
    for (int64_t i = 0; i < n; ++i) line[i] += b[i] * weights[t];
  }
}

// C channels, or any number of them (C = 0)
template <int C>
void blend_columns(const Taps& taps, const float* line, int64_t channels, float* out) {
  const int64_t n = C ? C : channels;
  for (int64_t x = 0; x < taps.outputs; ++x, out += n) {
    const int64_t* places = taps.places + x * taps.count;
    const float* weights = taps.weights + x * taps.count;
    for (int64_t c = 0; c < n; ++c) out[c] = line[places[0] * n + c] * weights[0];
    for (int64_t t = 1; t < taps.count; ++t)
      for (int64_t c = 0; c < n; ++c) out[c] += line[places[t] * n + c] * weights[t];
  }
}

template <class T>
void resize(const Resize& r, const T* image, int64_t first, int64_t last, float* line, float* out) {
  const auto columns = r.channels == 1   ? blend_columns<1>
                       : r.channels == 3 ? blend_columns<3>
                       : r.channels == 4 ? blend_columns<4>
                                         : blend_columns<0>;
  for (int64_t row = first; row < last; ++row) {
    blend_rows(r.rows, row, image, r.width * r.channels, line);
    columns(r.columns, line, r.channels, out + row * r.columns.outputs * r.channels);
  }
}

// ------------------------------------------------------------------ softmax

void softmax_row(const float* x, int64_t n, float* y) {
  Vec top = Vec{} + x[0];
  for (int64_t i = 0; i < n; i += V) {
    const Vec v = get(x + i, n - i, x[0]);
    top = v <= top ? top : v;  // NaN wins
  }
  float most = top[0];
  for (int v = 1; v < V; ++v) most = top[v] <= most ? most : top[v];
  Vec sums = {};
  for (int64_t i = 0; i < n; i += V) {
    const Vec z = get(x + i, n - i, -__builtin_inff()) - most, e = exponential(z);
    const Vec kept = z < -87.f ? Vec{} : e;  // so small a share is none: exactly so for -inf
    sums += kept;
    put(y + i, n - i, kept);
  }
  float sum = 0;
  for (int v = 0; v < V; ++v) sum += sums[v];
  for (int64_t i = 0; i < n; ++i) y[i] /= sum;
}

void softmax(const float* x, int64_t rows, int64_t n, float* y) {
  for (int64_t row = 0; row < rows; ++row) softmax_row(x + row * n, n, y + row * n);
}

// ------------------------------------------------------------------ sums

// Few numbers into many partial sums, and those into a double: as exact as adding up in pairs.
float sum_row(const float* x, int64_t n) {
  constexpr int64_t kPart = 4096;
  double total = 0;
  for (int64_t first = 0; first < n; first += kPart) {
    const float* p = x + first;
    const int64_t count = n - first < kPart ? n - first : kPart;
    Vec sums[4] = {};
    int64_t i = 0;
    for (; i + 4 * V <= count; i += 4 * V)
      for (int k = 0; k < 4; ++k) sums[k] += load(p + i + k * V);
    for (; i < count; i += V) sums[0] += get(p + i, count - i);
    const Vec sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (int v = 0; v < V; ++v) total += sum[v];
  }
  return float(total);
}

void sums(const float* x, int64_t rows, int64_t n, float* y) {
  for (int64_t row = 0; row < rows; ++row) y[row] = sum_row(x + row * n, n);
}

}  // namespace

extern const Eager eager_table;
const Eager eager_table = {resize<float>, resize<uint8_t>, softmax, sums};

}  // namespace ISA
}  // namespace pellucid

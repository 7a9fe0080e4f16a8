// Maxima and means of windows over channels-last arrays, of one to three spatial dimensions (given as three).
#pragma once

#include "conv.h"

namespace pellucid {

// x (batch, in..., channels), y (batch, out..., channels). Window p begins at p * stride - pad;
// what lies outside of the input takes no part. Every window must hold an element.
struct Pooling {
  int64_t batch, channels;
  Dims in, size, out, stride, pad;
};

void max_pool(Pool& pool, const Pooling& form, const float* x, float* y);
// dx: every dy goes to the first of its window's largest elements, row by row.
void max_pool_gradient(Pool& pool, const Pooling& form, const float* x, const float* y,
                       const float* dy, float* dx);

void mean_pool(Pool& pool, const Pooling& form, const float* x, float* y);
void mean_pool_gradient(Pool& pool, const Pooling& form, const float* dy, float* dx);

}  // namespace pellucid

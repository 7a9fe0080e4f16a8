// The element-wise part of LSTM and GRU steps, for one example of a batch (gates.cc). Everything is
// contiguous: the parts of the gates (i f g o, or z r g) follow each other, `units` numbers each.
#pragma once

#include <cstdint>

namespace pellucid {

struct Gates {
  // i f g o = σ σ tanh σ (x + product + bias);  cell = f * before + i * g;  output = o * tanh(cell)
  void (*lstm)(int64_t units, const float* x, const float* product, const float* bias,
               const float* before, float* gates, float* cell, float* output);
  // The cotangents of x, and of the cell before (in place of that of `cell`, in dcell), from dh, that
  // of the output.
  void (*lstm_back)(int64_t units, const float* gates, const float* before, const float* cell,
                    const float* dh, float* dcell, float* dx);
  // z r = σ σ (x + bias + p), where p = product + bias';  g = tanh(x + bias + r * p);
  // output = z * before + (1 - z) * g;  inner = p of the part g.  bias' follows bias.
  void (*gru)(int64_t units, const float* x, const float* product, const float* bias,
              const float* before, float* gates, float* inner, float* output);
  // The cotangents of x and of the product; dh becomes the part of that of `before` that comes
  // straight.
  void (*gru_back)(int64_t units, const float* gates, const float* before, const float* inner,
                   float* dh, float* dx, float* dproduct);
};

// Those of the instruction set that kernels() chose.
const Gates& gates();

}  // namespace pellucid

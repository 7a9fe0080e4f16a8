// LSTM and GRU over all steps of a sequence, and back.
//
// Arrays are (steps, batch, numbers of an example), row-major. `mask` is (steps, batch), or null: where
// it is false a step leaves the states as they are, and its gates are zero.
#pragma once

#include "parallel.h"

namespace pellucid {

struct Sequence {
  int64_t steps, batch, units;
  const bool* mask;
};

struct LstmForward {
  const float *x, *h, *c, *kernel, *bias;
  float *output, *last_h, *last_c, *cell, *gates;  // gates may be x
};
struct LstmBackward {
  const float *c, *kernel, *cell, *gates, *doutput, *last_dh, *last_dc;
  float *dx, *dh, *dc;  // dx may be gates
};
struct GruForward {
  const float *x, *h, *kernel, *bias;
  float *output, *last_h, *gates, *inner;  // gates may be x
};
struct GruBackward {
  const float *h, *kernel, *output, *gates, *inner, *doutput, *last_dh;
  float *dx, *dproduct, *dh;  // dx may be gates
};

void lstm(Pool& pool, const Sequence& sequence, const LstmForward& a);
void lstm_back(Pool& pool, const Sequence& sequence, const LstmBackward& a);
void gru(Pool& pool, const Sequence& sequence, const GruForward& a);
void gru_back(Pool& pool, const Sequence& sequence, const GruBackward& a);

}  // namespace pellucid

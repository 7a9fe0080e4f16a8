// What the drivers (gather.cc, scatter.cc, filter.cc, pool.cc) ask of an instruction set
// (microkernels.cc).
//
// Every microkernel works on one row of pixels (or a few rows at equal distances) whose channels are
// contiguous. All offsets and steps count floats. Nothing here knows of padding: drivers hand over
// rows that have it already.
#pragma once

#include <cstdint>

namespace pellucid {

// A run of `n` products of one output pixel: x[x], x[x + 1], ... with filter rows w, w + 1, ...
struct Segment {
  int64_t x, w, n;
};

// y[p] = act(bias + sum over segments of x[p * x_step + s.x + i] * w[s.w + i]),  a vector of channels
struct DenseRow {
  const float* x;
  int64_t x_step;
  const Segment* segments;
  int64_t count;
  const float* w;  // panels of 2 * lanes channels and `w_rows` rows; the last one may have `lanes`
  int64_t w_rows;
  float* y;
  int64_t y_step, pixels, channels;
  const float* bias;  // for whole panels, or null
  bool relu;
  bool fetch;  // x is not in a cache yet
};

// A row of pixels of x, and the number of the pixel of dy that belongs to its first one.
struct RowPair {
  const float* x;
  int64_t pixel;
};

// dw[i][c] += sum over rows and pixels of x[row][at + p * x_step + i] * dy[pixel(row) + p][c]
struct FilterTile {
  const RowPair* rows;
  int64_t count, pixels;  // rows, and pixels of each
  int64_t at, x_step;
  const float* dy;  // panels of 2 * lanes channels and `dy_rows` pixels; the last may have `lanes`
  int64_t dy_rows, channels;
  float* dw;
  int64_t dw_step, n;
};

// Rows [first, last) of a matrix with `channels` columns, cut into panels of 2 * lanes columns and
// `rows` rows; the last panel has `lanes` columns where they suffice, and zeros fill it up.
struct Split {
  const float* from;
  int64_t step;  // from row to row
  int64_t first, last, rows, channels;
  float* to;
};

// to[p * to_step + r * to_run + i] += from[p * from_step + r * from_run + i] for i < n, r < runs
struct SpreadRow {
  const float* from;
  int64_t from_step, from_run;
  float* to;
  int64_t to_step, to_run;
  int64_t pixels, runs, n;
};

// y[p][c] = act(bias[c] + sum over segments of x[p * x_step + s.x + c] * w[s.w + c])
struct DepthwiseRow {
  const float* x;
  int64_t x_step;
  const Segment* segments;  // n is not used
  int64_t count;
  const float* w;
  float* y;
  int64_t y_step, pixels, channels;
  const float* bias;
  bool relu;
};

// dw[places[t] + c] += sum over rows and pixels of x[row][p * x_step + taps[t] + c] * dy[...][c]
struct DepthwiseFilter {
  const RowPair* rows;
  int64_t row_count, pixels;
  int64_t x_step;
  const float* dy;
  int64_t channels;
  const int64_t *taps, *places;
  int64_t count;
  float* dw;
};

// One window of a pooling: its elements' first channels, in row-major order.
struct Window {
  const int64_t* taps;
  int64_t count, channels;
};

struct Kernels {
  const char* name;
  int lanes;
  void (*dense_row)(const DenseRow&);
  void (*filter_tile)(const FilterTile&);
  void (*split)(const Split&);
  void (*spread_row)(const SpreadRow&);
  void (*depthwise_row)(const DepthwiseRow&);
  void (*depthwise_filter)(const DepthwiseFilter&);
  // y[c] = largest x[tap + c]; NaN if one is NaN
  void (*max_window)(const Window&, const float* x, float* y);
  // dx[tap + c] += dy[c] for the first tap whose x[tap + c] == y[c]
  void (*max_window_gradient)(const Window&, const float* x, const float* y, const float* dy,
                              float* dx);
  // y[c] = (sum of weights[tap] * x[tap + c]) / divisor
  void (*sum_window)(const Window&, const float* weights, float divisor, const float* x, float* y);
  void (*add)(float* total, const float* term, int64_t n);
  // out[4 * i ...] = the random words of counter (low + i, high), a 128-bit number
  void (*philox)(uint64_t low, uint64_t high, uint64_t key, int64_t count, uint32_t* out);
  // out[i] = the numbers that ops/philox.py makes of those words: in [0, 1), and normal ones
  void (*uniform)(uint64_t low, uint64_t high, uint64_t key, int64_t count, float* out);
  void (*normal)(uint64_t low, uint64_t high, uint64_t key, int64_t count, float* out);
};

// The best that this processor has; PELLUCID_ISA=avx2 (baseline, ...) asks for a lesser one.
const Kernels& kernels();

}  // namespace pellucid

// Loops for eager work (eager.cc), which XLA has no part in: Python's threads call them, each with a
// part of its own.
#pragma once

#include <cstdint>

namespace pellucid {

// What each output along an axis is made of: the inputs at `places` times `weights`, `count` of them.
struct Taps {
  int64_t outputs, count;
  const int64_t* places;
  const float* weights;
};

// One image in channels-last order: `width` and `channels` of the input, taps for both axes.
struct Resize {
  int64_t width, channels;
  Taps rows, columns;
};

struct Eager {
  // Rows first ... last - 1 of the output. `line` has room for a row of the input.
  void (*resize_floats)(const Resize&, const float* image, int64_t first, int64_t last, float* line,
                        float* out);
  void (*resize_bytes)(const Resize&, const uint8_t* image, int64_t first, int64_t last, float* line,
                       float* out);
  // y = e^x / sum e^x for each of `rows` rows of n numbers
  void (*softmax)(const float* x, int64_t rows, int64_t n, float* y);
  // y = the sum of each row
  void (*sums)(const float* x, int64_t rows, int64_t n, float* y);
};

// Those of the instruction set that kernels() chose.
const Eager& eager();

}  // namespace pellucid

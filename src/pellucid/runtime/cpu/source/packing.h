// Filters in the order in which the innermost loop reads them: for every group and every block of 1 or 2
// vectors of outputs, the rows (depth, height, width, channel) of the filter, one after the other.
#pragma once

#include <cstring>
#include <vector>

#include "conv.h"
#include "kernels.h"

namespace pellucid {

// Outputs [first, first + channels) of a group, computed together.
struct Columns {
  int64_t group, first, channels;
  int width;        // floats of a packed row
  int64_t packed;   // where its packed filter begins
  int64_t bias;     // where its packed bias begins
};

inline std::vector<Columns> columns_of(int64_t groups, int64_t outputs, int64_t rows) {
  std::vector<Columns> all;
  const int lanes = kernels().lanes;
  int64_t packed = 0, bias = 0;
  for (int64_t g = 0; g < groups; ++g)
    for (int64_t first = 0; first < outputs; first += 2 * lanes) {
      const int64_t channels = std::min<int64_t>(outputs - first, 2 * lanes);
      const int width = channels > lanes ? 2 * lanes : lanes;
      all.push_back({g, first, channels, width, packed, bias});
      packed += rows * width;
      bias += width;
    }
  return all;
}

// The filter of one block of columns for the way back: rows and columns of each tap change places, and
// the taps of a row their order. `depth` is the number of channels that are summed over.
inline void pack_transposed(const Conv& conv, const float* w, const Columns& cols, int64_t depth,
                            float* to) {
  const int64_t width = cols.width, first = cols.group * conv.group_outputs();
  for (int64_t outer = 0; outer < conv.taps[0] * conv.taps[1]; ++outer)
    for (int64_t i = 0; i < conv.taps[2]; ++i, to += depth * width) {
      const int64_t tap = outer * conv.taps[2] + conv.taps[2] - 1 - i;
      const float* from = w + (tap * conv.group_channels() + cols.first) * conv.outputs + first;
      // Rows and columns of the filter change places, a cache line of each row at a time.
      for (int64_t low = 0; low < depth; low += 16)
        for (int64_t c = low; c < std::min(low + 16, depth); ++c)
          for (int64_t o = 0; o < width; ++o)
            to[c * width + o] = o < cols.channels ? from[o * conv.outputs + c] : 0.f;
    }
}

// The filter for the way back through narrow groups: (taps, outputs of a group, channels).
inline void transpose_groups(const Conv& conv, const float* w, float* to) {
  const int64_t cg = conv.group_channels(), og = conv.group_outputs();
  for (int64_t tap = 0; tap < conv.all_taps(); ++tap)
    for (int64_t j = 0; j < og; ++j)
      for (int64_t c = 0; c < conv.channels; ++c)
        *to++ = w[(tap * cg + c % cg) * conv.outputs + c / cg * og + j];
}

}  // namespace pellucid

// Convolutions over channels-last arrays, of one to three spatial dimensions (given as three).
#pragma once

#include <array>
#include <cstdint>

#include "parallel.h"

namespace pellucid {

using Dims = std::array<int64_t, 3>;

// x (batch, in..., channels), w (taps..., channels / groups, outputs), y (batch, out..., outputs).
// Window `p` begins at p * stride - pad; what lies outside of the input counts as zero.
struct Conv {
  int64_t batch, channels, outputs, groups;
  Dims in, taps, out, stride, pad, dilation;

  int64_t group_channels() const { return channels / groups; }
  int64_t group_outputs() const { return outputs / groups; }
  int64_t all_taps() const { return taps[0] * taps[1] * taps[2]; }
  int64_t x_size() const { return batch * in[0] * in[1] * in[2] * channels; }
  int64_t y_size() const { return batch * out[0] * out[1] * out[2] * outputs; }
  int64_t w_size() const { return all_taps() * group_channels() * outputs; }
  bool depthwise() const { return groups == channels && groups == outputs && groups > 1; }
};

// y = act(x * w + bias); bias may be null.
void conv_forward(Pool& pool, const Conv& conv, const float* x, const float* w, const float* bias,
                  bool relu, float* y);
// The transpose of x -> y: dx from dy.
void conv_to_input(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx);
// The transpose of w -> y: dw from x and dy.
void conv_to_filter(Pool& pool, const Conv& conv, const float* x, const float* dy, float* dw);

}  // namespace pellucid

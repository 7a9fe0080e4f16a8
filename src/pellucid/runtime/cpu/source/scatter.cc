// dx by scattering: every pixel of dy spreads the filter over the pixels of its window.
//
// With few channels, vectors of dx's channels would be mostly empty. So the vectors run over (tap,
// channel) instead: a row of dy times the filter, seen as a matrix (outputs, taps * channels), gives
// for each pixel all that it adds to its window; the window's rows are then added where they belong.
//
// A task owns some rows of one image of dx, with room for the padding around them.
#include "scatter.h"

#include <vector>

#include "packing.h"
#include "rows.h"

namespace pellucid {
namespace {

// The filter as a 1x1 convolution from all (tap, channel) to the outputs.
Conv as_matrix(const Conv& conv) {
  Conv flat = conv;
  flat.channels = conv.all_taps() * conv.channels;
  flat.taps = flat.stride = flat.dilation = {1, 1, 1};
  flat.pad = {0, 0, 0};
  return flat;
}

// Rows [first, last) of every plane of an image, framed by the padding along the width.
class Frame {
 public:
  Frame(const Conv& conv, int64_t first, int64_t last)
      : conv_(conv), first_(first), last_(last),
        length_(std::max(conv.pad[2] + conv.in[2], (conv.out[2] - 1) * conv.stride[2] +
                                                       (conv.taps[2] - 1) * conv.dilation[2] + 1)),
        row_(length_ * conv.channels), data_(conv.in[0] * (last - first) * row_) {
    std::memset(data_.get(), 0, conv.in[0] * (last - first) * row_ * sizeof(float));
  }

  // Whether the window of row `q` of dy reaches these rows.
  bool reached(int64_t q) const {
    const int64_t start = q * conv_.stride[1] - conv_.pad[1];
    return start < last_ && start + (conv_.taps[1] - 1) * conv_.dilation[1] >= first_;
  }

  // Add what row `q` of plane `plane` of dy gives: `terms` (pixels, taps..., channels, rest).
  void add(int64_t plane, int64_t q, const float* terms, int64_t term_step) {
    const int64_t channels = conv_.channels, start = q * conv_.stride[1] - conv_.pad[1];
    // The vertical taps that fall into the frame lie side by side.
    int64_t low = 0, high = conv_.taps[1];
    while (low < high && start + low * conv_.dilation[1] < first_) ++low;
    while (high > low && start + (high - 1) * conv_.dilation[1] >= last_) --high;
    if (low == high) return;
    const bool whole = conv_.dilation[2] == 1;  // a row of the window is in one piece
    const int64_t n = (whole ? conv_.taps[2] : 1) * channels;
    for (int64_t d = 0; d < conv_.taps[0]; ++d) {
      const int64_t p = plane * conv_.stride[0] - conv_.pad[0] + d * conv_.dilation[0];
      if (p < 0 || p >= conv_.in[0]) continue;
      const int64_t row = p * (last_ - first_) + start + low * conv_.dilation[1] - first_;
      for (int64_t k = 0; k < (whole ? 1 : conv_.taps[2]); ++k) {
        const int64_t tap = (d * conv_.taps[1] + low) * conv_.taps[2] + k;
        kernels().spread_row({terms + tap * channels, term_step, conv_.taps[2] * channels,
                              data_.get() + row * row_ + k * conv_.dilation[2] * channels,
                              conv_.stride[2] * channels, conv_.dilation[1] * row_, conv_.out[2],
                              high - low, n});
      }
    }
  }

  void store(float* dx) const {
    const int64_t rows = last_ - first_, width = conv_.in[2] * conv_.channels;
    for (int64_t d = 0; d < conv_.in[0]; ++d)
      for (int64_t r = 0; r < rows; ++r)
        std::memcpy(dx + (d * conv_.in[1] + first_ + r) * width,
                    data_.get() + (d * rows + r) * row_ + conv_.pad[2] * conv_.channels,
                    width * sizeof(float));
  }

 private:
  const Conv& conv_;
  int64_t first_, last_, length_, row_;
  Scratch data_;
};

}  // namespace

bool few_channels(const Conv& conv) {
  return conv.groups == 1 && 2 * conv.channels <= kernels().lanes && conv.y_size() > 0;
}

void scatter(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx) {
  const Conv flat = as_matrix(conv);
  const std::vector<Columns> columns = columns_of(1, flat.channels, conv.outputs);
  const int64_t width = columns.back().packed / conv.outputs + columns.back().width;
  Scratch packed(conv.outputs * width);
  for (const Columns& cols : columns)
    pack_transposed(flat, w, cols, conv.outputs, packed.get() + cols.packed);
  // Few blocks, as rows of dy between two blocks are multiplied for both.
  const int64_t wanted = (4 * pool.threads() + conv.batch - 1) / conv.batch;
  const int64_t blocks = std::clamp<int64_t>(wanted, 1, std::max<int64_t>(conv.in[1] / 8, 1));
  const int64_t image = conv.in[0] * conv.in[1] * conv.in[2] * conv.channels;
  pool.each(conv.batch * blocks, [&](int64_t task) {
    const int64_t number = task / blocks, block = task % blocks;
    Frame frame(conv, block * conv.in[1] / blocks, (block + 1) * conv.in[1] / blocks);
    Scratch terms(conv.out[2] * width);
    const Segment all{0, 0, conv.outputs};
    for (int64_t d = 0; d < conv.out[0]; ++d)
      for (int64_t q = 0; q < conv.out[1]; ++q) {
        if (!frame.reached(q)) continue;
        const int64_t row = (number * conv.out[0] + d) * conv.out[1] + q;
        kernels().dense_row({dy + row * conv.out[2] * conv.outputs, conv.outputs, &all, 1,
                             packed.get(), conv.outputs, terms.get(), width, conv.out[2], width,
                             nullptr, false, true});
        frame.add(d, q, terms.get(), width);
      }
    frame.store(dx + number * image);
  });
}

}  // namespace pellucid

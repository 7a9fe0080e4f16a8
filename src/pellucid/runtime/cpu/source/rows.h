// Where the products of a convolution's results come from, and rows of the input with their padding.
//
// Both directions are seen as gathering: result p along an axis is a sum over taps k of
//
//     forward     source q = p * stride - pad + k * dilation
//     backward    source q = (p + pad - k * dilation) / stride, where that is a whole number
//
// where q lies inside of the source. Along the innermost axis the results fall into phases, within
// which the taps are the same and the source moves by a constant step: one phase forward, `stride`
// phases backward. So a strided backward convolution multiplies no zeros.
#pragma once

#include <cstring>
#include <vector>

#include "conv.h"
#include "kernels.h"

namespace pellucid {

struct Axis {
  int64_t source, result, taps, stride, pad, dilation;
  bool backward;

  // The source index of tap k for result p, or -1.
  int64_t at(int64_t p, int64_t k) const {
    int64_t q = p * stride - pad + k * dilation;
    if (backward) {
      const int64_t m = p + pad - k * dilation;
      if (m % stride) return -1;
      q = m / stride;
    }
    return q >= 0 && q < source ? q : -1;
  }
};

inline Axis axis_of(const Conv& c, int i, bool backward) {
  return {backward ? c.out[i] : c.in[i], backward ? c.in[i] : c.out[i], c.taps[i], c.stride[i],
          c.pad[i], c.dilation[i], backward};
}

// Results first, first + step, ... (count of them) read sources base, base + advance, ... by tap.
struct Phase {
  struct Tap {
    int64_t tap, base;
  };
  int64_t first, step, count, advance;
  std::vector<Tap> taps;  // by ascending base; only those that reach the source at all
};

inline std::vector<Phase> phases_of(const Axis& a) {
  std::vector<Phase> phases;
  const int64_t number = a.backward ? std::min(a.stride, a.result) : 1;
  for (int64_t first = 0; first < number; ++first) {
    Phase phase{first, a.backward ? a.stride : 1, 0, a.backward ? 1 : a.stride, {}};
    phase.count = (a.result - first + phase.step - 1) / phase.step;
    for (int64_t i = 0; i < a.taps; ++i) {
      const int64_t k = a.backward ? a.taps - 1 - i : i;
      int64_t base = k * a.dilation - a.pad;
      if (a.backward) {
        const int64_t m = first + a.pad - k * a.dilation;
        if (m % a.stride) continue;
        base = m / a.stride;
      }
      const int64_t reaches = base >= 0 ? 0 : (-base + phase.advance - 1) / phase.advance;
      if (reaches < phase.count && base + reaches * phase.advance < a.source)
        phase.taps.push_back({k, base});
    }
    phases.push_back(std::move(phase));
  }
  return phases;
}

// A distance of pixels that suits the caches. At a multiple of two kilobytes the pixels of a tile would
// fall into few sets of the first-level cache, and push each other out: 16 floats more prevent that.
inline int64_t spread(int64_t channels) { return channels % 512 ? channels : channels + 16; }

// Whether groups have so few channels that vectors run over the results of all groups, instead of
// over those of one, of which three quarters would be empty. Depthwise convolutions are the extreme.
inline bool narrow_groups(int64_t groups, int64_t from_group, int64_t to_group) {
  return groups > 1 && 4 * std::max(from_group, to_group) <= kernels().lanes;
}

// Then a pixel of the source is expanded: number `i * results + t` is channel `i` of the group to
// which result `t` belongs. This lists the channels; none for depthwise, where a pixel stays as it is.
inline std::vector<int> expansion(int64_t groups, int64_t from_group, int64_t to_group) {
  std::vector<int> order;
  if (from_group == 1 && to_group == 1) return order;
  for (int64_t i = 0; i < from_group; ++i)
    for (int64_t t = 0; t < groups * to_group; ++t)
      order.push_back(int(t / to_group * from_group + i));
  return order;
}

// How the rows of a source are read: as they are, or from a copy with zeros at both ends.
struct RowForm {
  int64_t length, channels;
  std::vector<int> order;  // of the channels in an expanded pixel; empty: as they are
  int64_t pixel;           // floats from one pixel to the next
  int64_t left = 0, right = 0;

  RowForm(const std::vector<Phase>& phases, int64_t length, int64_t channels, int64_t pixel,
          std::vector<int> expanded = {})
      : length(length), channels(channels), order(std::move(expanded)),
        pixel(order.empty() ? pixel : int64_t(order.size())) {
    for (const Phase& phase : phases)
      for (const Phase::Tap& tap : phase.taps) {
        left = std::max(left, -tap.base);
        right = std::max(right, tap.base + (phase.count - 1) * phase.advance - (length - 1));
      }
  }
  bool copied() const { return left || right || pixel != channels || !order.empty(); }
  int64_t size() const { return (left + length + right) * pixel; }

  void copy(const float* row, float* to) const {
    std::memset(to, 0, left * pixel * sizeof(float));
    to += left * pixel;
    if (!order.empty()) {
      for (int64_t p = 0; p < length; ++p)
        for (int64_t i = 0; i < pixel; ++i) to[p * pixel + i] = row[p * channels + order[i]];
    } else if (pixel == channels) {
      std::memcpy(to, row, length * channels * sizeof(float));
    } else {
      for (int64_t p = 0; p < length; ++p)
        std::memcpy(to + p * pixel, row + p * channels, channels * sizeof(float));
    }
    std::memset(to + length * pixel, 0, right * pixel * sizeof(float));
  }
};

// A block of result rows, [first, last) of plane `plane` of image `image`, and the source rows that
// it reads: `planes` x [low, high).
struct Block {
  int64_t image, plane, first, last;
};

class SourceRows {
 public:
  SourceRows(const float* x, const RowForm& form, const Axis& depth, const Axis& height,
             const Block& block)
      : form_(form), block_(block), low_(height.source) {
    int64_t high = 0;
    for (int64_t k = 0; k < depth.taps; ++k) plane_of_.push_back(depth.at(block.plane, k));
    for (int64_t p = block.first; p < block.last; ++p)
      for (int64_t k = 0; k < height.taps; ++k) {
        const int64_t q = height.at(p, k);
        if (q < 0) continue;
        low_ = std::min(low_, q);
        high = std::max(high, q + 1);
      }
    const int64_t plain = form.length * form.channels;  // floats of a row
    const int64_t rows = std::max<int64_t>(high - low_, 0);
    int64_t used = 0;
    for (int64_t k = 0; k < depth.taps; ++k) {
      offset_of_.push_back(form.copied() ? used * rows * form.size()
                                         : (plane_of_[k] * height.source + low_) * plain);
      used += plane_of_[k] >= 0;
    }
    const float* image = x + block.image * depth.source * height.source * plain;
    start_ = image;
    if (!form.copied()) return;
    frame_.reset(new Scratch(used * rows * form.size()));
    start_ = frame_->get();
    float* to = frame_->get();
    for (int64_t k = 0; k < depth.taps; ++k)
      for (int64_t q = low_; plane_of_[k] >= 0 && q < high; ++q, to += form.size())
        form.copy(image + (plane_of_[k] * height.source + q) * plain, to);
  }

  const float* start() const { return start_; }
  const RowForm& form() const { return form_; }
  const Block& block() const { return block_; }
  bool has_plane(int64_t tap) const { return plane_of_[tap] >= 0; }
  // Where source row q, seen through tap `tap` of the depth axis, begins: its column 0, relative to start().
  int64_t row(int64_t tap, int64_t q) const {
    return offset_of_[tap] + (q - low_) * form_.size() + form_.left * form_.pixel;
  }

 private:
  const RowForm& form_;
  Block block_;
  int64_t low_;
  std::vector<int64_t> plane_of_, offset_of_;
  std::unique_ptr<Scratch> frame_;
  const float* start_;
};

// A convolution with 1x1 windows does not care where rows end: the same pixels in rows that are
// long enough to fill the registers, and many enough to share among threads.
inline Conv with_better_rows(const Conv& conv) {
  const Dims ones = {1, 1, 1}, zeros = {0, 0, 0};
  if (conv.taps != ones || conv.stride != ones || conv.pad != zeros || conv.in != conv.out)
    return conv;
  Conv flat = conv;
  const int64_t pixels = conv.batch * conv.in[0] * conv.in[1] * conv.in[2];
  int64_t width = 0;
  for (int64_t w = 256; w >= 48 && !width; --w)
    if (pixels % w == 0) width = w;
  if (!width) width = pixels <= 256 ? std::max<int64_t>(pixels, 1) : conv.in[2];
  flat.batch = 1;
  flat.in = flat.out = {1, pixels / width, width};
  return flat;
}

// Rows of a block: as many as fit into the second-level cache, and at least four blocks a thread.
inline int64_t rows_per_block(int64_t rows, int64_t images, int64_t floats_of_row, int64_t threads) {
  const int64_t fit = (int64_t{1} << 16) / std::max<int64_t>(floats_of_row, 1);
  const int64_t share = (rows * images + 4 * threads - 1) / (4 * threads);
  return std::clamp<int64_t>(std::min(fit, share), 1, std::max<int64_t>(rows, 1));
}

}  // namespace pellucid

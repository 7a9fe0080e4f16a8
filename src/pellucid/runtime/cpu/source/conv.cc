// Convolution by direct multiplication of rows: no matrix of windows is made.
//
//   gather          y from x and w, and dx from dy and w (see rows.h: one text for both)
//   conv_to_filter  dw from x and dy
//
// Filters are packed so that the innermost loop reads them in order: for every group and every block
// of 1 or 2 vectors of outputs, the rows (depth, height, width, channel) of the filter, one after
// the other. Where the input's row holds the next tap's channels right behind this tap's, the two
// runs of products are merged: with one group and no dilation, a filter row is a single run.
#include "conv.h"

#include "rows.h"

namespace pellucid {
namespace {

// Outputs [first, first + channels) of a group, computed together.
struct Columns {
  int64_t group, first, channels;
  int width;        // floats of a packed row
  int64_t packed;   // where its packed filter begins
  int64_t bias;     // where its packed bias begins
};

std::vector<Columns> columns_of(int64_t groups, int64_t outputs, int64_t rows) {
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

// The filter of one block of columns. `depth` is the number of channels that are summed over.
void pack(const Conv& conv, const float* w, bool backward, const Columns& cols, int64_t depth,
          float* to) {
  const int64_t width = cols.width, og = conv.group_outputs();
  for (int64_t outer = 0; outer < conv.taps[0] * conv.taps[1]; ++outer)
    for (int64_t i = 0; i < conv.taps[2]; ++i, to += depth * width) {
      const int64_t tap = outer * conv.taps[2] + (backward ? conv.taps[2] - 1 - i : i);
      const float* from = w + tap * conv.group_channels() * conv.outputs + cols.group * og;
      if (!backward) {
        for (int64_t c = 0; c < depth; ++c) {
          const float* row = from + c * conv.outputs + cols.first;
          for (int64_t o = 0; o < width; ++o) to[c * width + o] = o < cols.channels ? row[o] : 0.f;
        }
      } else {  // rows and columns of the filter change places
        for (int64_t o = 0; o < width; ++o) {
          const float* row = from + (cols.first + o) * conv.outputs;
          for (int64_t c = 0; c < depth; ++c) to[c * width + o] = o < cols.channels ? row[c] : 0.f;
        }
      }
    }
}

// The products of every row of a block: for row r and phase f those in [begin[r * phases + f], ...).
struct Products {
  std::vector<Segment> segments;
  std::vector<size_t> begin;
};

// `run`: numbers in one product run, which is also the distance of taps in the filter; 0 for depthwise.
Products products_of(const SourceRows& rows, const Conv& conv, const Axis& height,
                     const std::vector<Phase>& phases, const Block& block, int64_t run) {
  Products found;
  for (int64_t p = block.first; p < block.last; ++p)
    for (const Phase& phase : phases) {
      found.begin.push_back(found.segments.size());
      for (int64_t d = 0; d < conv.taps[0]; ++d) {
        if (!rows.has_plane(d)) continue;
        for (int64_t h = 0; h < conv.taps[1]; ++h) {
          const int64_t q = height.at(p, h);
          if (q < 0) continue;
          const int64_t row = rows.row(d, q), filter_row = (d * conv.taps[1] + h) * conv.taps[2];
          for (const Phase::Tap& tap : phase.taps) {
            const int64_t x = row + tap.base * rows.form().pixel;
            if (run == 0) {
              found.segments.push_back({x, (filter_row + tap.tap) * conv.channels, 1});
              continue;
            }
            const int64_t place = height.backward ? conv.taps[2] - 1 - tap.tap : tap.tap;
            const int64_t w = (filter_row + place) * run;
            const bool follows = found.segments.size() > found.begin.back() &&
                                 found.segments.back().x + found.segments.back().n == x &&
                                 found.segments.back().w + found.segments.back().n == w;
            if (follows)
              found.segments.back().n += run;
            else
              found.segments.push_back({x, w, run});
          }
        }
      }
    }
  found.begin.push_back(found.segments.size());
  return found;
}

// y (or dx) from x (or dy) and w.
void gather(Pool& pool, const Conv& conv, bool backward, const float* x, const float* w,
            const float* bias, bool relu, float* y) {
  const Axis depth = axis_of(conv, 0, backward), height = axis_of(conv, 1, backward),
             width = axis_of(conv, 2, backward);
  const int64_t from = backward ? conv.outputs : conv.channels;
  const int64_t to = backward ? conv.channels : conv.outputs;
  const int64_t from_group = from / conv.groups, to_group = to / conv.groups;
  const bool depthwise = conv.depthwise();
  const std::vector<Phase> phases = phases_of(width);
  const RowForm form(phases, width.source, from, depthwise ? from : spread(from));

  const int64_t filter_rows = conv.all_taps() * from_group;
  const std::vector<Columns> columns =
      depthwise ? std::vector<Columns>(1) : columns_of(conv.groups, to_group, filter_rows);
  const Columns& end = columns.back();
  Scratch packed(depthwise ? 0 : end.packed + filter_rows * end.width);
  Scratch packed_bias(depthwise || !bias ? 0 : end.bias + end.width);
  if (!depthwise)
    pool.each(columns.size(), [&](int64_t i) {
      const Columns& cols = columns[i];
      pack(conv, w, backward, cols, from_group, packed.get() + cols.packed);
      for (int64_t o = 0; bias && o < cols.width; ++o)
        packed_bias.get()[cols.bias + o] =
            o < cols.channels ? bias[cols.group * to_group + cols.first + o] : 0.f;
    });

  const int64_t planes = conv.batch * depth.result;
  const int64_t step = rows_per_block(height.result, planes, form.size() + width.result * to,
                                      pool.threads());
  const int64_t blocks = (height.result + step - 1) / step;
  // With few rows (a small batch of small images) threads share the columns too.
  const int64_t wanted = 4 * pool.threads();
  const int64_t parts = std::clamp<int64_t>(wanted / std::max<int64_t>(planes * blocks, 1), 1,
                                            columns.size());
  pool.each(planes * blocks * parts, [&](int64_t task) {
    const int64_t part = task % parts, plane = task / parts / blocks;
    const int64_t first = task / parts % blocks * step;
    const Block block{plane / depth.result, plane % depth.result, first,
                      std::min(first + step, height.result)};
    const SourceRows rows(x, form, depth, height, block);
    const Products products = products_of(rows, conv, height, phases, block,
                                          depthwise ? 0 : from_group);
    const int64_t last = (part + 1) * int64_t(columns.size()) / parts;
    for (int64_t i = part * int64_t(columns.size()) / parts; i < last; ++i) {
      const Columns& cols = columns[i];
      for (int64_t p = block.first; p < block.last; ++p)
        for (size_t f = 0; f < phases.size(); ++f) {
          const Phase& phase = phases[f];
          const size_t* begin = &products.begin[(p - block.first) * phases.size() + f];
          const Segment* segments = products.segments.data() + begin[0];
          const int64_t count = begin[1] - begin[0], x_step = phase.advance * form.pixel;
          float* row = y + ((plane * height.result + p) * width.result + phase.first) * to;
          if (depthwise)
            kernels().depthwise_row({rows.start(), x_step, segments, count, w, row, phase.step * to,
                                     phase.count, to, bias, relu});
          else
            kernels().dense_row({rows.start() + cols.group * from_group, x_step, segments, count,
                                 packed.get() + cols.packed, cols.width,
                                 row + cols.group * to_group + cols.first, phase.step * to,
                                 phase.count, int(cols.channels),
                                 bias ? packed_bias.get() + cols.bias : nullptr, relu});
        }
    }
  });
}

// ---------------------------------------------------------------------- the filter's gradient

// Pixels of dy, group by group, each group's channels filled up with zeros to `width`.
void pad_channels(const Conv& conv, const float* dy, int64_t pixels, int64_t width, float* to) {
  const int64_t og = conv.group_outputs();
  for (int64_t g = 0; g < conv.groups; ++g)
    for (int64_t p = 0; p < pixels; ++p, to += width) {
      std::memcpy(to, dy + p * conv.outputs + g * og, og * sizeof(float));
      std::memset(to + og, 0, (width - og) * sizeof(float));
    }
}

// The sums of one thread's blocks: dw as (group, taps..., channels of the group, padded outputs).
class FilterSums {
 public:
  FilterSums(const Conv& conv, const float* x, const float* dy)
      : conv_(conv), x_(x), dy_(dy), depth_(axis_of(conv, 0, false)),
        height_(axis_of(conv, 1, false)), width_(axis_of(conv, 2, false)),
        phase_(phases_of(width_)[0]), form_({phase_}, conv.in[2], conv.channels,
              conv.depthwise() ? conv.channels : spread(conv.channels)) {
    const int lanes = kernels().lanes;
    padded_ = (conv.group_outputs() + lanes - 1) / lanes * lanes;
    // Vectors must not reach into the next group, or behind the last pixel.
    dy_copied_ = !conv.depthwise() &&
                 (padded_ != conv.group_outputs() || spread(conv.outputs) != conv.outputs);
    dy_pixel_ = dy_copied_ ? spread(padded_) : conv.outputs;
    const int64_t run = conv.depthwise() ? 0 : conv.group_channels();
    for (const Phase::Tap& tap : phase_.taps) {
      taps_.push_back(tap.base * form_.pixel);
      places_.push_back(tap.tap * conv.channels);
      const Segment next{tap.base * form_.pixel, tap.tap * run, run};
      if (!runs_.empty() && runs_.back().x + runs_.back().n == next.x)
        runs_.back().n += run;
      else
        runs_.push_back(next);
    }
  }

  const RowForm& form() const { return form_; }
  int64_t padded() const { return padded_; }
  int64_t size() const {
    return conv_.depthwise() ? conv_.w_size()
                             : conv_.groups * conv_.all_taps() * conv_.group_channels() * padded_;
  }

  // Add what the rows of `block` give.
  void add(const Block& block, float* dw) const {
    const SourceRows rows(x_, form_, depth_, height_, block);
    const int64_t plane = block.image * conv_.out[0] + block.plane;
    const int64_t pixels = (block.last - block.first) * conv_.out[2];
    const float* dy = dy_ + (plane * conv_.out[1] + block.first) * conv_.out[2] * conv_.outputs;
    int64_t group_step = conv_.group_outputs();
    std::unique_ptr<Scratch> copy;
    if (dy_copied_) {
      copy.reset(new Scratch(conv_.groups * pixels * dy_pixel_));
      pad_channels(conv_, dy, pixels, dy_pixel_, copy->get());
      dy = copy->get();
      group_step = pixels * dy_pixel_;
    }
    for (int64_t h = 0; h < conv_.taps[1]; ++h) {
      // The rows for which this tap lies inside of the input: all in one piece.
      int64_t first = block.first, last = block.last;
      while (first < last && height_.at(first, h) < 0) ++first;
      while (last > first && height_.at(last - 1, h) < 0) --last;
      if (first == last) continue;
      const Slab slab{dy + (first - block.first) * conv_.out[2] * dy_pixel_, dy_pixel_, group_step,
                      last - first};
      for (int64_t d = 0; d < conv_.taps[0]; ++d)
        if (rows.has_plane(d)) {
          const float* x = rows.start() + rows.row(d, height_.at(first, h));
          const int64_t tap = (d * conv_.taps[1] + h) * conv_.taps[2];
          conv_.depthwise() ? depthwise(x, slab, dw + tap * conv_.channels)
                            : dense(x, slab, tap, dw);
        }
    }
  }

 private:
  // Rows of dy: a pixel's step, a group's step, how many rows.
  struct Slab {
    const float* dy;
    int64_t step, group_step, rows;
  };

  void dense(const float* x, const Slab& slab, int64_t tap, float* dw) const {
    const int64_t lanes = kernels().lanes, cg = conv_.group_channels();
    for (int64_t g = 0; g < conv_.groups; ++g)
      for (int64_t o = 0; o < padded_; o += 2 * lanes)
        for (const Segment& s : runs_)
          kernels().filter_tile(
              {x + s.x + g * cg, conv_.stride[2] * form_.pixel, conv_.stride[1] * form_.size(),
               slab.dy + g * slab.group_step + o, slab.step, slab.step * conv_.out[2], slab.rows,
               conv_.out[2], dw + ((g * conv_.all_taps() + tap) * cg + s.w) * padded_ + o, padded_,
               s.n, int(std::min(2 * lanes, padded_ - o))});
  }

  void depthwise(const float* x, const Slab& slab, float* dw) const {
    kernels().depthwise_filter({x, conv_.stride[2] * form_.pixel, conv_.stride[1] * form_.size(),
                                slab.dy, slab.step, slab.step * conv_.out[2], slab.rows,
                                conv_.out[2], conv_.channels, taps_.data(), places_.data(),
                                int64_t(taps_.size()), dw});
  }

  const Conv& conv_;
  const float *x_, *dy_;
  Axis depth_, height_, width_;
  Phase phase_;
  RowForm form_;
  int64_t padded_;    // outputs of a group, filled up to whole vectors
  bool dy_copied_;
  int64_t dy_pixel_;  // floats from one pixel of dy to the next
  std::vector<int64_t> taps_, places_;  // innermost taps: offsets in a row of x, and in dw
  std::vector<Segment> runs_;  // the same, merged where they are neighbours
};

}  // namespace

void conv_forward(Pool& pool, const Conv& conv, const float* x, const float* w, const float* bias,
                  bool relu, float* y) {
  if (conv.y_size()) gather(pool, with_better_rows(conv), false, x, w, bias, relu, y);
}

void conv_to_input(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx) {
  if (conv.x_size()) gather(pool, with_better_rows(conv), true, dy, w, nullptr, false, dx);
}

void conv_to_filter(Pool& pool, const Conv& given, const float* x, const float* dy, float* dw) {
  std::memset(dw, 0, given.w_size() * sizeof(float));
  if (!given.x_size() || !given.y_size()) return;
  const Conv conv = with_better_rows(given);
  const FilterSums sums(conv, x, dy);
  const int64_t planes = conv.batch * conv.out[0];
  const int64_t step = rows_per_block(
      conv.out[1], planes, conv.stride[1] * sums.form().size() + conv.out[2] * conv.outputs,
      pool.threads());
  const int64_t blocks = (conv.out[1] + step - 1) / step, all = planes * blocks;
  // Which rows are summed together depends on the number of threads only, not on their speed:
  // a run gives the same bits as the run before.
  const int64_t lots = std::min(all, pool.threads() * (sums.size() < 1 << 16 ? 4 : 1));
  Scratch totals(lots * sums.size());
  pool.each(lots, [&](int64_t lot) {
    float* total = totals.get() + lot * sums.size();
    std::memset(total, 0, sums.size() * sizeof(float));
    for (int64_t i = lot * all / lots; i < (lot + 1) * all / lots; ++i) {
      const int64_t plane = i / blocks, first = i % blocks * step;
      sums.add({plane / conv.out[0], plane % conv.out[0], first,
                std::min(first + step, conv.out[1])}, total);
    }
  });
  const int64_t og = conv.depthwise() ? conv.channels : conv.group_outputs();
  const int64_t width = conv.depthwise() ? conv.channels : sums.padded();
  const int64_t groups = conv.depthwise() ? 1 : conv.groups;
  const int64_t rows = sums.size() / width, group_rows = rows / groups;
  const int64_t pieces = std::clamp<int64_t>(sums.size() >> 14, 1, rows);
  pool.each(pieces, [&](int64_t piece) {
    for (int64_t r = piece * rows / pieces; r < (piece + 1) * rows / pieces; ++r) {
      float* total = totals.get() + r * width;
      for (int64_t lot = 1; lot < lots; ++lot)
        kernels().add(total, total + lot * sums.size(), width);
      const int64_t group = r / group_rows, row = r % group_rows;
      std::memcpy(dw + row * conv.outputs + group * og, total, og * sizeof(float));
    }
  });
}

}  // namespace pellucid

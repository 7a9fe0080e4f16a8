// Convolution by direct multiplication of rows: no matrix of windows is made.
//
//   gather  y from x and w, and dx from dy and w (see rows.h: one text for both)
//
// Filters are packed (packing.h) so that the innermost loop reads them in order. Where the input's
// row holds the next tap's channels right behind this tap's, the two runs of products are merged:
// with one group and no dilation, a filter row is a single run.
#include "conv.h"

#include "packing.h"
#include "rows.h"
#include "scatter.h"

namespace pellucid {
namespace {

// The products of every row of a block: for row r and phase f those in [begin[r * phases + f], ...).
struct Products {
  std::vector<Segment> segments;
  std::vector<size_t> begin;
};

// `run`: numbers in one product run, which is also the distance of taps in the filter. For narrow
// groups each of these numbers is a product by itself, of vectors of `results` channels.
Products products_of(const SourceRows& rows, const Conv& conv, const Axis& height,
                     const std::vector<Phase>& phases, const Block& block, int64_t run, bool narrow,
                     int64_t results) {
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
            for (int64_t i = 0; narrow && i < run; ++i)
              found.segments.push_back(
                  {x + i * results, ((filter_row + tap.tap) * run + i) * results, 1});
            if (narrow) continue;
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

// Results that no product reaches, such as the pixels between the windows of a strided convolution:
// all channels at once, in the order of memory.
void fill_empty(const Products& products, const std::vector<Phase>& phases, const Block& block,
                const float* bias, bool relu, int64_t channels, float* y, int64_t width) {
  for (int64_t p = block.first; p < block.last; ++p)
    for (size_t f = 0; f < phases.size(); ++f) {
      const size_t* begin = &products.begin[(p - block.first) * phases.size() + f];
      if (begin[0] != begin[1]) continue;
      float* pixel = y + (p * width + phases[f].first) * channels;
      for (int64_t i = 0; i < phases[f].count; ++i, pixel += phases[f].step * channels)
        for (int64_t c = 0; c < channels; ++c)
          pixel[c] = !bias || (relu && bias[c] < 0) ? 0.f : bias[c];
    }
}

constexpr int64_t kPanels = int64_t{1} << 17;  // floats

// y (or dx) from x (or dy) and w.
void gather(Pool& pool, const Conv& conv, bool backward, const float* x, const float* w,
            const float* bias, bool relu, float* y) {
  const Axis depth = axis_of(conv, 0, backward), height = axis_of(conv, 1, backward),
             width = axis_of(conv, 2, backward);
  const int64_t from = backward ? conv.outputs : conv.channels;
  const int64_t to = backward ? conv.channels : conv.outputs;
  const int64_t from_group = from / conv.groups, to_group = to / conv.groups;
  const bool narrow = narrow_groups(conv.groups, from_group, to_group);
  const std::vector<Phase> phases = phases_of(width);
  const RowForm form =
      narrow ? RowForm(phases, width.source, from, from, expansion(conv.groups, from_group, to_group))
             : RowForm(phases, width.source, from, spread(from));

  const int64_t filter_rows = conv.all_taps() * from_group;
  const std::vector<Columns> columns =
      narrow ? std::vector<Columns>(1) : columns_of(conv.groups, to_group, filter_rows);
  const Columns& end = columns.back();
  // Panels that are multiplied together stay in the second-level cache.
  const int64_t panel = filter_rows * 2 * kernels().lanes;
  const int64_t together = std::max<int64_t>(kPanels / std::max<int64_t>(panel, 1), 1);
  const bool in_place = narrow && (!backward || conv.depthwise());
  Scratch packed(in_place ? 0 : narrow ? conv.w_size() : end.packed + filter_rows * end.width);
  Scratch packed_bias(narrow || !bias ? 0 : end.bias + end.width);
  if (narrow && !in_place) {
    transpose_groups(conv, w, packed.get());
    w = packed.get();
  }
  if (!narrow)
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
    const Products products =
        products_of(rows, conv, height, phases, block, from_group, narrow, to);
    if (part == 0) fill_empty(products, phases, block, bias, relu, to,
                              y + plane * height.result * width.result * to, width.result);
    const int64_t start = part * int64_t(columns.size()) / parts;
    const int64_t last = (part + 1) * int64_t(columns.size()) / parts;
    for (int64_t i = start, next; i < last; i = next) {
      const Columns& cols = columns[i];
      int64_t channels = 0;
      for (next = i; next < last && next < i + together && columns[next].group == cols.group; ++next)
        channels += columns[next].channels;
      const bool fetch = !form.copied() && i == start;
      for (int64_t p = block.first; p < block.last; ++p)
        for (size_t f = 0; f < phases.size(); ++f) {
          const Phase& phase = phases[f];
          const size_t* begin = &products.begin[(p - block.first) * phases.size() + f];
          const Segment* segments = products.segments.data() + begin[0];
          if (begin[0] == begin[1]) continue;
          const int64_t count = begin[1] - begin[0], x_step = phase.advance * form.pixel;
          float* row = y + ((plane * height.result + p) * width.result + phase.first) * to;
          if (narrow)
            kernels().depthwise_row({rows.start(), x_step, segments, count, w, row, phase.step * to,
                                     phase.count, to, bias, relu});
          else
            kernels().dense_row({rows.start() + cols.group * from_group, x_step, segments, count,
                                 packed.get() + cols.packed, filter_rows,
                                 row + cols.group * to_group + cols.first, phase.step * to,
                                 phase.count, channels,
                                 bias ? packed_bias.get() + cols.bias : nullptr, relu, fetch});
        }
    }
  });
}

}  // namespace

void conv_forward(Pool& pool, const Conv& conv, const float* x, const float* w, const float* bias,
                  bool relu, float* y) {
  if (conv.y_size()) gather(pool, with_better_rows(conv), false, x, w, bias, relu, y);
}

void conv_to_input(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx) {
  if (!conv.x_size()) return;
  if (few_channels(conv))
    scatter(pool, conv, dy, w, dx);
  else
    gather(pool, with_better_rows(conv), true, dy, w, nullptr, false, dx);
}

}  // namespace pellucid

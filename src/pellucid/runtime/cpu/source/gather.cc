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
  size_t phases;

  std::pair<const Segment*, int64_t> of(int64_t row, size_t phase) const {
    const size_t* at = &begin[row * phases + phase];
    return {segments.data() + at[0], int64_t(at[1] - at[0])};
  }
};

// `run`: numbers in one product run, which is also the distance of taps in the filter. For narrow
// groups each of these numbers is a product by itself, of vectors of `results` channels.
Products products_of(const SourceRows& rows, const Conv& conv, const Axis& height,
                     const std::vector<Phase>& phases, const Block& block, int64_t run, bool narrow,
                     int64_t results) {
  Products found{{}, {}, phases.size()};
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
      if (products.of(p - block.first, f).second) continue;
      float* pixel = y + (p * width + phases[f].first) * channels;
      for (int64_t i = 0; i < phases[f].count; ++i, pixel += phases[f].step * channels)
        for (int64_t c = 0; c < channels; ++c)
          pixel[c] = !bias || (relu && bias[c] < 0) ? 0.f : bias[c];
    }
}

// A 1x1 convolution with strides, as networks have them where images become smaller: most pixels are
// never read. The others are copied first, side by side; then rows need not end anywhere.
bool skips_pixels(const Conv& conv) {
  const Dims ones = {1, 1, 1}, zeros = {0, 0, 0};
  return conv.taps == ones && conv.pad == zeros && conv.stride != ones;
}

Conv without_skipped(const Conv& conv) {
  Conv dense = conv;
  dense.in = conv.out;
  dense.stride = {1, 1, 1};
  return dense;
}

void pick_pixels(Pool& pool, const Conv& conv, const float* x, float* to) {
  const int64_t rows = conv.out[0] * conv.out[1];
  pool.each(conv.batch * rows, [&](int64_t row) {
    const int64_t image = row / rows, depth = row % rows / conv.out[1], height = row % conv.out[1];
    const float* from = x + ((image * conv.in[0] + depth * conv.stride[0]) * conv.in[1] +
                             height * conv.stride[1]) * conv.in[2] * conv.channels;
    float* picked = to + row * conv.out[2] * conv.channels;
    for (int64_t p = 0; p < conv.out[2]; ++p)
      std::memcpy(picked + p * conv.channels, from + p * conv.stride[2] * conv.channels,
                  conv.channels * sizeof(float));
  });
}

constexpr int64_t kPanels = int64_t{1} << 17;  // floats of filters that are multiplied together
constexpr int64_t kShared = int64_t{1} << 18;  // floats of a source that stays in the cache

// y (or dx) from x (or dy) and w, in three steps: filters are packed, rows of the source get their
// padding, and every block of rows is multiplied with every panel of columns.
class Gather {
 public:
  Gather(Pool& pool, const Conv& conv, bool backward, const float* x, const float* w,
         const float* bias, bool relu, float* y)
      : pool_(pool), conv_(conv), backward_(backward), relu_(relu), x_(x), w_(w), bias_(bias), y_(y),
        depth_(axis_of(conv, 0, backward)), height_(axis_of(conv, 1, backward)),
        width_(axis_of(conv, 2, backward)), from_(backward ? conv.outputs : conv.channels),
        to_(backward ? conv.channels : conv.outputs), from_group_(from_ / conv.groups),
        to_group_(to_ / conv.groups), narrow_(narrow_groups(conv.groups, from_group_, to_group_)),
        phases_(phases_of(width_)),
        form_(narrow_ ? RowForm(phases_, width_.source, from_, from_,
                                expansion(conv.groups, from_group_, to_group_))
                      : RowForm(phases_, width_.source, from_, spread(from_))),
        filter_rows_(conv.all_taps() * from_group_),
        columns_(narrow_ ? std::vector<Columns>(1)
                         : columns_of(conv.groups, to_group_, filter_rows_)) {}

  void run() {
    pack_filter();
    const int64_t planes = conv_.batch * depth_.result;
    const int64_t step = rows_per_block(height_.result, planes, form_.size() + width_.result * to_,
                                        pool_.threads());
    std::vector<Block> blocks;
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t first = 0; first < height_.result; first += step)
        blocks.push_back({plane / depth_.result, plane % depth_.result, first,
                          std::min(first + step, height_.result)});
    const int64_t columns = columns_.size(), wanted = 4 * pool_.threads();
    if (!few_rows(blocks, wanted)) {
      pool_.each(blocks.size(), [&](int64_t i) { multiply(Source(*this, blocks[i]), 0, columns, true); });
      return;
    }
    std::vector<std::unique_ptr<Source>> sources(blocks.size());
    pool_.each(blocks.size(), [&](int64_t i) { sources[i].reset(new Source(*this, blocks[i])); });
    const int64_t parts = std::min(wanted, columns);
    const int64_t shares = std::min<int64_t>((wanted + parts - 1) / parts, blocks.size());
    pool_.each(parts * shares, [&](int64_t task) {
      const int64_t part = task / shares, share = task % shares, count = blocks.size();
      const int64_t last = (part + 1) * columns / parts;
      for (int64_t i = part * columns / parts, next; i < last; i = next) {
        next = std::min(i + together(), last);
        for (int64_t s = share * count / shares; s < (share + 1) * count / shares; ++s)
          multiply(*sources[s], i, next, i == part * columns / parts);
      }
    });
  }

 private:
  // The rows that a block of results reads, with their padding, and its products.
  struct Source {
    SourceRows rows;
    Products products;
    Source(const Gather& g, const Block& block)
        : rows(g.x_, g.form_, g.depth_, g.height_, block),
          products(products_of(rows, g.conv_, g.height_, g.phases_, block, g.from_group_, g.narrow_,
                               g.to_)) {}
  };

  // A small batch of small images: threads share the columns, and all rows are read by each. So a
  // large filter passes through the caches once, instead of once for every block of rows.
  bool few_rows(const std::vector<Block>& blocks, int64_t wanted) const {
    const int64_t source = conv_.batch * depth_.source * height_.source * form_.size();
    return columns_.size() > 1 && (int64_t(blocks.size()) < wanted ||
                                   (source <= kShared && filter_rows_ * to_group_ > kPanels));
  }

  // Panels that stay in the second-level cache.
  int64_t together() const {
    const int64_t panel = filter_rows_ * 2 * kernels().lanes;
    return std::max<int64_t>(kPanels / std::max<int64_t>(panel, 1), 1);
  }

  void pack_filter() {
    if (narrow_) {
      if (!backward_ || conv_.depthwise()) return;
      packed_.reset(new Scratch(conv_.w_size()));
      transpose_groups(conv_, w_, packed_->get());
      w_ = packed_->get();
      return;
    }
    const Columns& end = columns_.back();
    packed_.reset(new Scratch(end.packed + filter_rows_ * end.width));
    if (backward_)
      pool_.each(columns_.size(), [&](int64_t i) {
        pack_transposed(conv_, w_, columns_[i], from_group_, packed_->get() + columns_[i].packed);
      });
    else
      pack_rows();
    if (!bias_) return;
    packed_bias_.reset(new Scratch(end.bias + end.width));
    for (const Columns& cols : columns_)
      for (int64_t o = 0; o < cols.width; ++o)
        packed_bias_->get()[cols.bias + o] =
            o < cols.channels ? bias_[cols.group * to_group_ + cols.first + o] : 0.f;
  }

  // Whole rows of the filter are read, as they lie in memory: a panel's part of each would touch
  // every page of a large filter again.
  void pack_rows() {
    const int64_t step = std::max<int64_t>((int64_t{1} << 14) / to_, 1);
    const int64_t pieces = (filter_rows_ + step - 1) / step;
    const int64_t columns = columns_.size() / conv_.groups;
    pool_.each(pieces * conv_.groups, [&](int64_t i) {
      const int64_t group = i / pieces, first = i % pieces * step;
      kernels().split({w_ + group * to_group_, to_, first, std::min(first + step, filter_rows_),
                       filter_rows_, to_group_,
                       packed_->get() + columns_[group * columns].packed});
    });
  }

  // Columns [start, last) of the results of a block. `fetch`: its source has not been read before.
  void multiply(const Source& source, int64_t start, int64_t last, bool fetch) const {
    const Block& block = source.rows.block();
    float* plane = y_ + (block.image * depth_.result + block.plane) * height_.result *
                            width_.result * to_;
    if (start == 0) fill_empty(source.products, phases_, block, bias_, relu_, to_, plane, width_.result);
    for (int64_t i = start, next; i < last; i = next) {
      const Columns& cols = columns_[i];
      int64_t channels = 0;
      for (next = i; next < last && next < i + together() && columns_[next].group == cols.group; ++next)
        channels += columns_[next].channels;
      const float* begin = source.rows.start() + cols.group * from_group_;
      const float* bias = bias_ && !narrow_ ? packed_bias_->get() + cols.bias : nullptr;
      for (int64_t p = block.first; p < block.last; ++p)
        for (size_t f = 0; f < phases_.size(); ++f) {
          const Phase& phase = phases_[f];
          const auto [segments, count] = source.products.of(p - block.first, f);
          if (!count) continue;
          const int64_t x_step = phase.advance * form_.pixel;
          float* row = plane + (p * width_.result + phase.first) * to_;
          if (narrow_)
            kernels().depthwise_row({source.rows.start(), x_step, segments, count, w_, row,
                                     phase.step * to_, phase.count, to_, bias_, relu_});
          else
            kernels().dense_row({begin, x_step, segments, count, packed_->get() + cols.packed,
                                 filter_rows_, row + cols.group * to_group_ + cols.first,
                                 phase.step * to_, phase.count, channels, bias, relu_,
                                 fetch && !form_.copied() && i == start});
        }
    }
  }

  Pool& pool_;
  const Conv conv_;
  const bool backward_, relu_;
  const float *x_, *w_, *bias_;
  float* y_;
  const Axis depth_, height_, width_;
  const int64_t from_, to_, from_group_, to_group_;
  const bool narrow_;
  const std::vector<Phase> phases_;
  const RowForm form_;
  const int64_t filter_rows_;
  const std::vector<Columns> columns_;
  std::unique_ptr<Scratch> packed_, packed_bias_;
};

}  // namespace

void conv_forward(Pool& pool, const Conv& conv, const float* x, const float* w, const float* bias,
                  bool relu, float* y) {
  if (!conv.y_size()) return;
  if (skips_pixels(conv)) {
    const Conv dense = without_skipped(conv);
    Scratch picked(dense.x_size());
    pick_pixels(pool, conv, x, picked.get());
    return conv_forward(pool, dense, picked.get(), w, bias, relu, y);
  }
  Gather(pool, with_better_rows(conv), false, x, w, bias, relu, y).run();
}

void conv_to_input(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx) {
  if (!conv.x_size()) return;
  if (few_channels(conv))
    scatter(pool, conv, dy, w, dx);
  else
    Gather(pool, with_better_rows(conv), true, dy, w, nullptr, false, dx).run();
}

}  // namespace pellucid

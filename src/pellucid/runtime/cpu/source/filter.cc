// The gradient of the filter:
//
//   dw[tap][i][o] = sum over pixels of x[pixel as seen through tap][i] * dy[pixel][o]
//
// Registers hold a tile of dw, some channels of x by two vectors of dy, while pixels go by
// (microkernels.cc). dy is packed into panels as wide as a tile, and the pixels are taken in
// portions, of which the channels of one tile stay in the first-level cache while all panels pass.
//
// Threads share the pixels: each sums its own, and the sums are added up. Where dw is larger than x
// (few pixels, many channels) they share the outputs instead, and nothing is left to add.
#include "conv.h"
#include "rows.h"

namespace pellucid {
namespace {

constexpr int64_t kPortion = 128;            // pixels, see above
constexpr int64_t kSlab = int64_t{1} << 17;  // floats of x and dy that stay in the second

struct Range {
  int64_t first, last;
};

// Part `i` of `n` of [0, count).
Range part_of(int64_t count, int64_t i, int64_t n) { return {i * count / n, (i + 1) * count / n}; }

class FilterSums {
 public:
  FilterSums(const Conv& conv, const float* x, const float* dy)
      : conv_(conv), x_(x), dy_(dy), depth_(axis_of(conv, 0, false)),
        height_(axis_of(conv, 1, false)), width_(axis_of(conv, 2, false)),
        phase_(phases_of(width_)[0]),
        narrow_(narrow_groups(conv.groups, conv.group_channels(), conv.group_outputs())),
        form_({phase_}, conv.in[2], conv.channels, narrow_ ? conv.channels : distance(conv),
              narrow_ ? expansion(conv.groups, conv.group_channels(), conv.group_outputs())
                      : std::vector<int>()),
        lanes_(kernels().lanes) {
    padded_ = (conv.group_outputs() + lanes_ - 1) / lanes_ * lanes_;
    group_tiles_ = (padded_ + 2 * lanes_ - 1) / (2 * lanes_);
    is_panel_ = conv.groups == 1 && padded_ == conv.outputs && group_tiles_ == 1;
    const int64_t run = conv.group_channels();
    for (const Phase::Tap& tap : phase_.taps) {
      for (int64_t i = 0; narrow_ && i < run; ++i) {
        taps_.push_back(tap.base * form_.pixel + i * conv.outputs);
        places_.push_back((tap.tap * run + i) * conv.outputs);
      }
      const Segment next{tap.base * form_.pixel, tap.tap * run, run};
      if (!runs_.empty() && runs_.back().x + runs_.back().n == next.x)
        runs_.back().n += run;
      else
        runs_.push_back(next);
    }
  }

  int64_t rows() const { return conv_.batch * conv_.out[0] * conv_.out[1]; }
  bool narrow() const { return narrow_; }
  int64_t padded() const { return narrow_ ? conv_.outputs : padded_; }
  int64_t tiles() const { return narrow_ ? 1 : conv_.groups * group_tiles_; }
  // The sums are (group, taps..., channels of the group, padded outputs); of narrow groups as dw itself.
  int64_t size() const {
    return narrow_ ? conv_.w_size()
                             : conv_.groups * conv_.all_taps() * conv_.group_channels() * padded_;
  }
  bool like_dw() const { return size() == conv_.w_size() && (conv_.groups == 1 || narrow_); }

  // Add to `sums`, in the columns of `tiles`, what output rows `rows` of all images give.
  void add(Range rows, Range tiles, float* sums) const {
    const int64_t row = conv_.stride[1] * form_.size() + conv_.out[2] * conv_.outputs;
    const int64_t step = std::max<int64_t>(kSlab / std::max<int64_t>(row, 1), 1);
    for (int64_t first = rows.first; first < rows.last; first += step)
      add_slab({first, std::min(first + step, rows.last)}, tiles, sums);
  }

 private:
  // From pixel to pixel. Tiles of a 1x1 convolution read little of each pixel, and many pixels.
  static int64_t distance(const Conv& conv) {
    const int64_t channels = conv.channels;
    const bool few_sets = conv.taps[2] == 1 && conv.stride[2] == 1 && channels % 256 == 0;
    return few_sets ? channels + 16 : spread(channels);
  }

  void add_slab(Range rows, Range tiles, float* sums) const {
    const int64_t pixels = (rows.last - rows.first) * conv_.out[2];
    const float* dy = dy_ + rows.first * conv_.out[2] * conv_.outputs;
    std::unique_ptr<Scratch> panels;
    if (!narrow_ && !is_panel_) {
      panels.reset(new Scratch((tiles.last - tiles.first) * pixels * 2 * lanes_));
      pack(dy, pixels, tiles, panels->get());
      dy = panels->get();
    }
    const std::vector<SourceRows> sources = sources_of(rows);
    std::vector<RowPair> pairs;
    for (int64_t d = 0; d < conv_.taps[0]; ++d)
      for (int64_t h = 0; h < conv_.taps[1]; ++h) {
        pairs.clear();
        int64_t row = 0;
        for (const SourceRows& source : sources) {
          const Block& block = source.block();
          for (int64_t p = block.first; p < block.last; ++p, ++row) {
            const int64_t q = source.has_plane(d) ? height_.at(p, h) : -1;
            if (q >= 0) pairs.push_back({source.start() + source.row(d, q), row * conv_.out[2]});
          }
        }
        const int64_t tap = (d * conv_.taps[1] + h) * conv_.taps[2], run = conv_.group_channels();
        const int64_t portion = std::max<int64_t>(kPortion / conv_.out[2], 1);
        for (size_t at = 0; at < pairs.size(); at += portion) {
          const int64_t count = std::min<int64_t>(portion, pairs.size() - at);
          narrow_ ? depthwise(&pairs[at], count, dy, sums + tap * run * conv_.outputs)
                  : dense(&pairs[at], count, dy, pixels, tiles, tap, sums);
        }
      }
  }

  std::vector<SourceRows> sources_of(Range rows) const {
    std::vector<SourceRows> sources;
    for (int64_t row = rows.first; row < rows.last;) {
      const int64_t plane = row / conv_.out[1], first = row % conv_.out[1];
      const int64_t last = std::min(conv_.out[1], first + rows.last - row);
      const Block block{plane / conv_.out[0], plane % conv_.out[0], first, last};
      sources.emplace_back(x_, form_, depth_, height_, block);
      row += last - first;
    }
    return sources;
  }

  // Calls visit(group, first tile, tile after the last) for the tiles of each group.
  template <class Visit>
  void each_group(Range tiles, Visit visit) const {
    for (int64_t t = tiles.first, next; t < tiles.last; t = next) {
      next = std::min((t / group_tiles_ + 1) * group_tiles_, tiles.last);
      visit(t / group_tiles_, t, next);
    }
  }

  // dy in panels, filled up with zeros: vectors must not reach into the next group.
  void pack(const float* dy, int64_t pixels, Range tiles, float* to) const {
    each_group(tiles, [&](int64_t group, int64_t t, int64_t next) {
      const int64_t first = t % group_tiles_ * 2 * lanes_;
      const int64_t outputs = std::min(conv_.group_outputs() - first, (next - t) * 2 * lanes_);
      kernels().split({dy + group * conv_.group_outputs() + first, conv_.outputs, 0, pixels, pixels,
                       outputs, to + (t - tiles.first) * pixels * 2 * lanes_});
    });
  }

  // The panels of `tiles`, which hold `pixels` pixels; those of `pairs` are summed.
  void dense(const RowPair* pairs, int64_t count, const float* panels, int64_t pixels, Range tiles,
             int64_t tap, float* sums) const {
    const int64_t cg = conv_.group_channels();
    each_group(tiles, [&](int64_t group, int64_t t, int64_t next) {
      const int64_t first = t % group_tiles_ * 2 * lanes_;
      const int64_t outputs = std::min(padded_ - first, (next - t) * 2 * lanes_);
      for (const Segment& s : runs_)
        kernels().filter_tile(
            {pairs, count, conv_.out[2], s.x + group * cg, conv_.stride[2] * form_.pixel,
             panels + (t - tiles.first) * pixels * 2 * lanes_, pixels, outputs,
             sums + ((group * conv_.all_taps() + tap) * cg + s.w) * padded_ + first, padded_, s.n});
    });
  }

  void depthwise(const RowPair* pairs, int64_t count, const float* dy, float* sums) const {
    kernels().depthwise_filter({pairs, count, conv_.out[2], conv_.stride[2] * form_.pixel, dy,
                                conv_.outputs, taps_.data(), places_.data(),
                                int64_t(taps_.size()), sums});
  }

  const Conv& conv_;
  const float *x_, *dy_;
  Axis depth_, height_, width_;
  Phase phase_;
  bool narrow_;
  RowForm form_;
  int64_t lanes_;
  int64_t padded_;       // outputs of a group, filled up to whole vectors
  int64_t group_tiles_;  // panels of a group
  bool is_panel_;        // dy is its only panel as it is
  std::vector<int64_t> taps_, places_;  // of narrow groups: offsets in a row of x, and in dw
  std::vector<Segment> runs_;  // the same, merged where they are neighbours
};

}  // namespace

void conv_to_filter(Pool& pool, const Conv& given, const float* x, const float* dy, float* dw) {
  if (!given.x_size() || !given.y_size()) {
    std::memset(dw, 0, given.w_size() * sizeof(float));
    return;
  }
  const Conv conv = with_better_rows(given);
  const FilterSums sums(conv, x, dy);
  const int64_t size = sums.size(), rows = sums.rows();
  const bool share_outputs = size > conv.x_size() && sums.tiles() >= pool.threads();
  // Which rows are summed together depends on the number of threads only, not on their speed:
  // a run gives the same bits as the run before.
  const int64_t lots =
      share_outputs ? 1 : std::min(rows, pool.threads() * (size < 1 << 16 ? 4 : 1));
  const int64_t parts = share_outputs ? std::min(sums.tiles(), 2 * pool.threads()) : 1;
  const bool in_place = lots == 1 && sums.like_dw();
  Scratch scratch(in_place ? 0 : lots * size);
  float* const totals = in_place ? dw : scratch.get();
  if (lots == 1) std::memset(totals, 0, size * sizeof(float));
  pool.each(lots * parts, [&](int64_t task) {
    const int64_t lot = task / parts;
    float* total = totals + lot * size;
    if (lots > 1) std::memset(total, 0, size * sizeof(float));
    sums.add(part_of(rows, lot, lots), part_of(sums.tiles(), task % parts, parts), total);
  });
  if (in_place) return;
  const int64_t outputs = sums.narrow() ? conv.outputs : conv.group_outputs();
  const int64_t groups = sums.narrow() ? 1 : conv.groups;
  const int64_t width = sums.padded(), all = size / width, group_rows = all / groups;
  const int64_t pieces = std::clamp<int64_t>(size >> 14, 1, all);
  pool.each(pieces, [&](int64_t piece) {
    const Range range = part_of(all, piece, pieces);
    for (int64_t r = range.first; r < range.last; ++r) {
      float* total = totals + r * width;
      for (int64_t lot = 1; lot < lots; ++lot) kernels().add(total, total + lot * size, width);
      const int64_t group = r / group_rows, row = r % group_rows;
      std::memcpy(dw + row * conv.outputs + group * outputs, total, outputs * sizeof(float));
    }
  });
}

}  // namespace pellucid

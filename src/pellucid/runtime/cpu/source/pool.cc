#include "pool.h"

#include <array>
#include <cstring>
#include <vector>

#include "kernels.h"

namespace pellucid {
namespace {

int64_t volume(const Dims& d) { return d[0] * d[1] * d[2]; }

struct Range {
  int64_t low, high;
  int64_t size() const { return high - low; }
};

// For every position along each dimension a range of another array's.
using Ranges = std::array<std::vector<Range>, 3>;

// For every window the elements of the input that lie in it.
Ranges elements_of_windows(const Pooling& form) {
  Ranges ranges;
  for (int i = 0; i < 3; ++i)
    for (int64_t p = 0; p < form.out[i]; ++p) {
      const int64_t start = p * form.stride[i] - form.pad[i];
      ranges[i].push_back({std::max<int64_t>(start, 0), std::min(start + form.size[i], form.in[i])});
    }
  return ranges;
}

// For every element of the input the windows that hold it.
Ranges windows_of_elements(const Pooling& form) {
  Ranges ranges;
  for (int i = 0; i < 3; ++i)
    for (int64_t p = 0; p < form.in[i]; ++p) {
      const int64_t last = p + form.pad[i], before = last - form.size[i];  // not yet in the window
      const int64_t low = before < 0 ? 0 : before / form.stride[i] + 1;
      const int64_t high = std::min(last / form.stride[i] + 1, form.out[i]);
      ranges[i].push_back({std::min(low, high), high});
    }
  return ranges;
}

// The part of a window that lies inside, along each dimension.
using Part = std::array<Range, 3>;

// Calls visit(window, part, number) for the positions of rows [first, last), counted over depth and
// height. Taps count from the window's first element; they are made again only where its size changes.
template <class Visit>
void each_window(const Ranges& ranges, const Dims& source, int64_t step, int64_t channels,
                 int64_t first, int64_t last, Visit visit) {
  std::vector<int64_t> taps;
  Dims size = {-1, -1, -1};
  const int64_t height = ranges[1].size(), width = ranges[2].size();
  for (int64_t row = first; row < last; ++row)
    for (int64_t w = 0; w < width; ++w) {
      const Part part = {ranges[0][row / height], ranges[1][row % height], ranges[2][w]};
      const Dims now = {part[0].size(), part[1].size(), part[2].size()};
      if (now != size) {
        size = now;
        taps.clear();
        for (int64_t i = 0; i < size[0]; ++i)
          for (int64_t j = 0; j < size[1]; ++j)
            for (int64_t k = 0; k < size[2]; ++k)
              taps.push_back(((i * source[1] + j) * source[2] + k) * step);
      }
      visit(Window{taps.data(), int64_t(taps.size()), channels}, part, row * width + w);
    }
}

// The number of a window's first element.
int64_t corner(const Dims& dims, const Part& part) {
  return (part[0].low * dims[1] + part[1].low) * dims[2] + part[2].low;
}

}  // namespace

void max_pool(Pool& pool, const Pooling& form, const float* x, float* y) {
  const int64_t c = form.channels, rows = form.out[0] * form.out[1];
  const Ranges ranges = elements_of_windows(form);
  pool.each(form.batch * rows, [&](int64_t task) {
    const int64_t image = task / rows, row = task % rows;
    const float* from = x + image * volume(form.in) * c;
    float* to = y + image * volume(form.out) * c;
    each_window(ranges, form.in, c, c, row, row + 1,
                [&](const Window& window, const Part& part, int64_t number) {
                  kernels().max_window(window, from + corner(form.in, part) * c, to + number * c);
                });
  });
}

void max_pool_gradient(Pool& pool, const Pooling& form, const float* x, const float* y,
                       const float* dy, float* dx) {
  const int64_t in = volume(form.in) * form.channels, out = volume(form.out) * form.channels;
  const Ranges ranges = elements_of_windows(form);
  // Windows may overlap, so an image's windows stay on one thread; few images share the channels.
  const int64_t wanted = 2 * pool.threads() / std::max<int64_t>(form.batch, 1);
  const int64_t parts = std::clamp<int64_t>(wanted, 1, std::max<int64_t>(form.channels / 64, 1));
  pool.each(form.batch * parts, [&](int64_t task) {
    const int64_t image = task / parts, share = task % parts;
    const int64_t first = share * form.channels / parts;
    const int64_t channels = (share + 1) * form.channels / parts - first;
    const float* source = x + image * in + first;
    float* target = dx + image * in + first;
    for (int64_t p = 0; p < volume(form.in); ++p)
      std::memset(target + p * form.channels, 0, channels * sizeof(float));
    each_window(ranges, form.in, form.channels, channels, 0, form.out[0] * form.out[1],
                [&](const Window& window, const Part& part, int64_t number) {
                  const int64_t at = image * out + number * form.channels + first;
                  const int64_t from = corner(form.in, part) * form.channels;
                  kernels().max_window_gradient(window, source + from, y + at, dy + at,
                                                target + from);
                });
  });
}

void mean_pool(Pool& pool, const Pooling& form, const float* x, float* y) {
  const int64_t c = form.channels, rows = form.out[0] * form.out[1];
  const Ranges ranges = elements_of_windows(form);
  const std::vector<float> ones(volume(form.size), 1.f);
  pool.each(form.batch * rows, [&](int64_t task) {
    const int64_t image = task / rows, row = task % rows;
    const float* from = x + image * volume(form.in) * c;
    float* to = y + image * volume(form.out) * c;
    each_window(ranges, form.in, c, c, row, row + 1,
                [&](const Window& window, const Part& part, int64_t number) {
                  kernels().sum_window(window, ones.data(), float(window.count),
                                       from + corner(form.in, part) * c, to + number * c);
                });
  });
}

// Gathers: an element of dx is the sum of its windows' dy, each divided by that window's elements.
void mean_pool_gradient(Pool& pool, const Pooling& form, const float* dy, float* dx) {
  const int64_t c = form.channels, rows = form.in[0] * form.in[1];
  const Ranges held = elements_of_windows(form), ranges = windows_of_elements(form);
  const auto share = [&](int i, int64_t window) { return 1.f / float(held[i][window].size()); };
  pool.each(form.batch * rows, [&](int64_t task) {
    const int64_t image = task / rows, row = task % rows;
    const float* from = dy + image * volume(form.out) * c;
    float* to = dx + image * volume(form.in) * c;
    std::vector<float> shares;
    each_window(ranges, form.out, c, c, row, row + 1,
                [&](const Window& window, const Part& part, int64_t number) {
                  shares.clear();
                  for (int64_t i = part[0].low; i < part[0].high; ++i)
                    for (int64_t j = part[1].low; j < part[1].high; ++j)
                      for (int64_t k = part[2].low; k < part[2].high; ++k)
                        shares.push_back(share(0, i) * share(1, j) * share(2, k));
                  kernels().sum_window(window, shares.data(), 1.f,
                                       from + corner(form.out, part) * c, to + number * c);
                });
  });
}

}  // namespace pellucid

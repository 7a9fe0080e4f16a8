#include "pool.h"

#include <cstring>
#include <vector>

#include "kernels.h"

namespace pellucid {
namespace {

int64_t volume(const Dims& d) { return d[0] * d[1] * d[2]; }

// Calls visit(window, number of the window) for every window of planes [first, last) of an image.
template <class Visit>
void each_window(const MaxPool& form, int64_t first, int64_t last, int64_t channels, Visit visit) {
  std::vector<int64_t> taps(volume(form.size));
  Dims low, high;  // the part of the window that lies inside
  const auto clip = [&](int i, int64_t p) {
    const int64_t start = p * form.stride[i] - form.pad[i];
    low[i] = std::max<int64_t>(start, 0);
    high[i] = std::min(start + form.size[i], form.in[i]);
  };
  for (int64_t d = first; d < last; ++d) {
    clip(0, d);
    for (int64_t h = 0; h < form.out[1]; ++h) {
      clip(1, h);
      for (int64_t w = 0; w < form.out[2]; ++w) {
        clip(2, w);
        int64_t count = 0;
        for (int64_t i = low[0]; i < high[0]; ++i)
          for (int64_t j = low[1]; j < high[1]; ++j)
            for (int64_t k = low[2]; k < high[2]; ++k)
              taps[count++] = ((i * form.in[1] + j) * form.in[2] + k) * form.channels;
        if (count)
          visit(Window{taps.data(), count, channels}, (d * form.out[1] + h) * form.out[2] + w);
      }
    }
  }
}

}  // namespace

void max_pool(Pool& pool, const MaxPool& form, const float* x, float* y) {
  const int64_t in = volume(form.in) * form.channels, out = volume(form.out) * form.channels;
  pool.each(form.batch * form.out[0], [&](int64_t task) {
    const int64_t image = task / form.out[0], plane = task % form.out[0];
    each_window(form, plane, plane + 1, form.channels, [&](const Window& window, int64_t number) {
      kernels().max_window(window, x + image * in, y + image * out + number * form.channels);
    });
  });
}

void max_pool_gradient(Pool& pool, const MaxPool& form, const float* x, const float* y,
                       const float* dy, float* dx) {
  const int64_t in = volume(form.in) * form.channels, out = volume(form.out) * form.channels;
  // Windows may overlap, so an image's windows stay on one thread; few images share the channels.
  const int64_t wanted = 2 * pool.threads() / std::max<int64_t>(form.batch, 1);
  const int64_t parts = std::clamp<int64_t>(wanted, 1, std::max<int64_t>(form.channels / 64, 1));
  pool.each(form.batch * parts, [&](int64_t task) {
    const int64_t image = task / parts, part = task % parts;
    const int64_t first = part * form.channels / parts;
    const int64_t channels = (part + 1) * form.channels / parts - first;
    float* target = dx + image * in + first;
    for (int64_t p = 0; p < volume(form.in); ++p)
      std::memset(target + p * form.channels, 0, channels * sizeof(float));
    each_window(form, 0, form.out[0], channels, [&](const Window& window, int64_t number) {
      const int64_t at = image * out + number * form.channels + first;
      kernels().max_window_gradient(window, x + image * in + first, y + at, dy + at, target);
    });
  });
}

}  // namespace pellucid

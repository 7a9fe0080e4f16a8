// The kernels against plain loops, without Python and XLA: for machines that are only emulated.
// `make neon` compiles this for 64-bit ARM; it is C++17 and takes no arguments.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "conv.h"
#include "kernels.h"
#include "pool.h"

using namespace pellucid;

namespace {

std::mt19937 generator(1);

int64_t pick(int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(generator);
}

std::vector<float> numbers(int64_t count) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& v : values) v = normal(generator);
  return values;
}

int64_t size(const Dims& d) { return d[0] * d[1] * d[2]; }

Dims place(int64_t i, const Dims& dims) {
  return {i / (dims[1] * dims[2]), i / dims[2] % dims[1], i % dims[2]};
}

// The input's index that window `p` sees through tap `k`, or -1.
int64_t seen(const Dims& p, const Dims& k, const Dims& stride, const Dims& pad,
             const Dims& dilation, const Dims& in) {
  int64_t index = 0;
  for (int i = 0; i < 3; ++i) {
    const int64_t q = p[i] * stride[i] - pad[i] + k[i] * dilation[i];
    if (q < 0 || q >= in[i]) return -1;
    index = index * in[i] + q;
  }
  return index;
}

// Calls visit(index in x, index in w, index in y) for every product of a convolution.
template <class Visit>
void each_product(const Conv& c, Visit visit) {
  for (int64_t n = 0; n < c.batch; ++n)
    for (int64_t p = 0; p < size(c.out); ++p)
      for (int64_t k = 0; k < size(c.taps); ++k) {
        const int64_t q =
            seen(place(p, c.out), place(k, c.taps), c.stride, c.pad, c.dilation, c.in);
        if (q < 0) continue;
        for (int64_t o = 0; o < c.outputs; ++o)
          for (int64_t i = 0; i < c.group_channels(); ++i)
            visit((n * size(c.in) + q) * c.channels + o / c.group_outputs() * c.group_channels() + i,
                  (k * c.group_channels() + i) * c.outputs + o,
                  (n * size(c.out) + p) * c.outputs + o);
      }
}

bool agree(const char* what, const std::vector<float>& found, const std::vector<double>& wanted) {
  double largest = 1e-6, error = 0;
  for (double v : wanted) largest = std::max(largest, std::abs(v));
  for (size_t i = 0; i < wanted.size(); ++i)
    error = std::max(error, found[i] == found[i] ? std::abs(found[i] - wanted[i]) : INFINITY);
  if (error <= 1e-5 * largest) return true;
  std::printf("%s: off by %g, where the largest number is %g\n", what, error, largest);
  return false;
}

Conv any_convolution() {
  const int64_t form = pick(0, 6);
  Conv c{};
  c.batch = pick(1, 3);
  c.groups = form == 0 ? pick(2, 40) : form == 1 ? pick(2, 3) : form == 6 ? pick(2, 12) : 1;
  c.channels = c.groups * (form == 0 ? 1 : form == 6 ? pick(1, 8) : pick(1, form == 2 ? 300 : 20));
  c.outputs = form == 0 ? c.groups : c.groups * pick(1, form == 6 ? 8 : 40);
  for (int i = 0; i < 3; ++i) {
    const bool flat = i == 0 && form != 5;
    c.taps[i] = flat || form == 2 ? 1 : pick(1, 4);
    c.stride[i] = flat ? 1 : pick(1, 3);
    c.dilation[i] = flat ? 1 : pick(1, 2);
    c.pad[i] = flat || form == 2 ? 0 : pick(0, 3);
    const int64_t reach = (c.taps[i] - 1) * c.dilation[i] + 1;
    c.in[i] = flat ? 1 : reach + pick(0, 17);
    c.out[i] = flat ? 1 : (c.in[i] + 2 * c.pad[i] - reach) / c.stride[i] + 1;
  }
  return c;
}

bool check_convolution(Pool& pool) {
  const Conv c = any_convolution();
  const auto x = numbers(c.x_size()), w = numbers(c.w_size()), dy = numbers(c.y_size()),
             bias = numbers(c.outputs);
  const bool has_bias = pick(0, 1), relu = has_bias && pick(0, 1);
  std::vector<double> y(c.y_size()), dx(c.x_size()), dw(c.w_size());
  for (size_t i = 0; i < y.size(); ++i) y[i] = has_bias ? bias[i % c.outputs] : 0;
  each_product(c, [&](int64_t i, int64_t j, int64_t k) {
    y[k] += double(x[i]) * w[j];
    dx[i] += double(dy[k]) * w[j];
    dw[j] += double(dy[k]) * x[i];
  });
  for (double& v : y) v = relu && v < 0 ? 0 : v;
  std::vector<float> found_y(y.size()), found_dx(dx.size()), found_dw(dw.size());
  conv_forward(pool, c, x.data(), w.data(), has_bias ? bias.data() : nullptr, relu, found_y.data());
  conv_to_input(pool, c, dy.data(), w.data(), found_dx.data());
  conv_to_filter(pool, c, x.data(), dy.data(), found_dw.data());
  return agree("convolution", found_y, y) & agree("gradient to the input", found_dx, dx) &
         agree("gradient to the filter", found_dw, dw);
}

bool check_pooling(Pool& pool) {
  Pooling form{};
  form.batch = pick(1, 3);
  form.channels = pick(1, 40);
  for (int i = 0; i < 3; ++i) {
    form.size[i] = i ? pick(1, 3) : 1;
    form.stride[i] = i ? pick(1, 3) : 1;
    form.pad[i] = pick(0, form.size[i] - 1);
    form.in[i] = i ? form.size[i] + pick(0, 12) : 1;
    form.out[i] = (form.in[i] + form.pad[i] - form.size[i]) / form.stride[i] + 1;
  }
  const int64_t windows = form.batch * size(form.out);
  const auto x = numbers(form.batch * size(form.in) * form.channels),
             dy = numbers(windows * form.channels);
  std::vector<double> y(dy.size()), dx(x.size()), mean(dy.size()), mean_dx(x.size());
  for (int64_t p = 0; p < windows; ++p)
    for (int64_t c = 0; c < form.channels; ++c) {
      std::vector<int64_t> window;
      int64_t best = -1;
      for (int64_t k = 0; k < size(form.size); ++k) {
        const int64_t q = seen(place(p % size(form.out), form.out), place(k, form.size),
                               form.stride, form.pad, {1, 1, 1}, form.in);
        const int64_t at = (p / size(form.out) * size(form.in) + q) * form.channels + c;
        if (q >= 0) window.push_back(at);
        if (q >= 0 && (best < 0 || x[at] > x[best])) best = at;
      }
      const int64_t to = p * form.channels + c;
      y[to] = x[best];
      dx[best] += dy[to];
      for (int64_t at : window) {
        mean[to] += double(x[at]) / window.size();
        mean_dx[at] += double(dy[to]) / window.size();
      }
    }
  std::vector<float> found_y(y.size()), found_dx(x.size()), found_mean(y.size()),
      found_mean_dx(x.size());
  max_pool(pool, form, x.data(), found_y.data());
  max_pool_gradient(pool, form, x.data(), found_y.data(), dy.data(), found_dx.data());
  mean_pool(pool, form, x.data(), found_mean.data());
  mean_pool_gradient(pool, form, dy.data(), found_mean_dx.data());
  return agree("mean", found_mean, mean) & agree("gradient of the mean", found_mean_dx, mean_dx) &
         agree("maximum", found_y, y) & agree("gradient of the maximum", found_dx, dx);
}

}  // namespace

int main() {
  constexpr int kCases = 200;
  std::vector<std::thread> helpers;
  Pool pool(2, [&](Pool::Task task) { helpers.emplace_back(std::move(task)); });
  int wrong = 0;
  for (int i = 0; i < kCases; ++i) wrong += !check_convolution(pool) + !check_pooling(pool);
  for (std::thread& helper : helpers) helper.join();
  std::printf("%s, vectors of %d floats: %d of %d cases agree with plain loops\n", kernels().name,
              kernels().lanes, 2 * kCases - wrong, 2 * kCases);
  return wrong != 0;
}

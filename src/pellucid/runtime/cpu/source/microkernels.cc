// The innermost loops, written once in the compilers' vector types and compiled for each instruction
// set (vectors.h).
//
// Register blocking: a tile of R pixels x 2 vectors of channels stays in registers through the whole
// reduction. Every step loads two vectors of the filter, and broadcasts R numbers of the input:
// 2R multiply-adds for R + 2 loads. 14 x 2 fills the 32 registers of AVX-512 and NEON, 6 x 2 the
// 16 of AVX2 and SSE.
#include "kernels.h"
#include "vectors.h"

namespace pellucid {
namespace ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kPixels2 = 14, kPixels1 = 14;
#elif defined(__AVX2__)
constexpr int kPixels2 = 6, kPixels1 = 12;
#elif defined(__ARM_NEON)
constexpr int kPixels2 = 14, kPixels1 = 14;
#else
constexpr int kPixels2 = 6, kPixels1 = 12;
#endif

inline Vec relu(Vec v) { return v < 0 ? Vec{} : v; }  // keeps NaN

// ------------------------------------------------------------------ convolution

// R pixels and the panel `panel`, whose channels begin at `first`.
template <int R, int NV>
void dense_block(const DenseRow& r, const float* x, const float* panel, int64_t first, float* y) {
  const bool fetch = r.fetch && first == 0;
  Vec sum[R][NV];
  for (int v = 0; v < NV; ++v) {
    const Vec start = r.bias ? load(r.bias + first + v * V) : Vec{};
    for (int p = 0; p < R; ++p) sum[p][v] = start;
  }
  const int64_t step = r.x_step;
  for (int64_t k = 0; k < r.count; ++k) {
    const Segment s = r.segments[k];
    const float* xs = x + s.x;
    const float* w = panel + s.w * (NV * V);
    for (int64_t i = 0; i < s.n; ++i, w += NV * V) {
      if (fetch && i % 16 == 0)  // a cache line of each pixel of the next tile
        for (int p = R; p < 2 * R; ++p) __builtin_prefetch(xs + p * step + i);
      Vec f[NV];
      for (int v = 0; v < NV; ++v) f[v] = load(w + v * V);
#pragma GCC unroll 16
      for (int p = 0; p < R; ++p) {
        const float a = xs[p * step + i];
        for (int v = 0; v < NV; ++v) sum[p][v] += f[v] * a;
      }
    }
  }
  if (r.relu)
    for (int p = 0; p < R; ++p)
      for (int v = 0; v < NV; ++v) sum[p][v] = relu(sum[p][v]);
  y += first;
  const int64_t channels = r.channels - first;
  for (int p = 0; p < R; ++p, y += r.y_step) {
    if (channels >= NV * V) {
      for (int v = 0; v < NV; ++v) store(y + v * V, sum[p][v]);
    } else {
      float edge[NV * V];
      for (int v = 0; v < NV; ++v) store(edge + v * V, sum[p][v]);
      for (int c = 0; c < channels; ++c) y[c] = edge[c];
    }
  }
}

template <int R, int NV>
void filter_block(const FilterTile& t, int64_t first, int64_t channel) {
  const float* panel = t.dy + channel * t.dy_rows;
  Vec sum[R][NV] = {};
  for (int64_t row = 0; row < t.count; ++row) {
    const float* xs = t.rows[row].x + t.at + first;
    const float* d = panel + t.rows[row].pixel * (NV * V);
    for (int64_t p = 0; p < t.pixels; ++p, xs += t.x_step, d += NV * V) {
      Vec f[NV];
      for (int v = 0; v < NV; ++v) f[v] = load(d + v * V);
#pragma GCC unroll 16
      for (int i = 0; i < R; ++i) {
        const float a = xs[i];
        for (int v = 0; v < NV; ++v) sum[i][v] += f[v] * a;
      }
    }
  }
  float* dw = t.dw + first * t.dw_step + channel;
  for (int i = 0; i < R; ++i, dw += t.dw_step)
    for (int v = 0; v < NV; ++v) store(dw + v * V, load(dw + v * V) + sum[i][v]);
}

// Tables of the blocks for 1, 2, ... pixels.
typedef void (*DenseBlock)(const DenseRow&, const float*, const float*, int64_t, float*);
typedef void (*FilterBlock)(const FilterTile&, int64_t, int64_t);
template <int NV, int... R>
struct Blocks {
  static constexpr DenseBlock dense[] = {dense_block<R, NV>...};
  static constexpr FilterBlock filter[] = {filter_block<R, NV>...};
};
template <int NV, int N, int... R>
struct BlocksTo : BlocksTo<NV, N - 1, N, R...> {};
template <int NV, int... R>
struct BlocksTo<NV, 0, R...> : Blocks<NV, R...> {};
typedef BlocksTo<1, kPixels1> One;
typedef BlocksTo<2, kPixels2> Two;

// Calls block(first, length) for parts of [0, n) of nearly equal length, at most `most`.
template <class Block>
inline void in_blocks(int64_t n, int most, Block block) {
  const int64_t parts = (n + most - 1) / most;
  if (parts == 0) return;
  const int64_t base = n / parts, longer = n % parts;
  for (int64_t b = 0, first = 0; b < parts; ++b) {
    const int64_t length = base + (b < longer);
    block(first, length);
    first += length;
  }
}

// All panels for one tile of pixels before the next tile: the tile's input stays in the first-level
// cache, and the panels stream from the second.
void dense_row(const DenseRow& r) {
  in_blocks(r.pixels, r.channels > V ? kPixels2 : kPixels1, [&](int64_t first, int64_t length) {
    const float* x = r.x + first * r.x_step;
    const float* panel = r.w;
    float* y = r.y + first * r.y_step;
    for (int64_t c = 0; c < r.channels; c += 2 * V) {
      const bool two = r.channels - c > V;
      (two ? Two::dense : One::dense)[length - 1](r, x, panel, c, y);
      panel += r.w_rows * 2 * V;
    }
  });
}

void filter_tile(const FilterTile& t) {
  in_blocks(t.n, t.channels > V ? kPixels2 : kPixels1, [&](int64_t first, int64_t length) {
    for (int64_t c = 0; c < t.channels; c += 2 * V)
      (t.channels - c > V ? Two::filter : One::filter)[length - 1](t, first, c);
  });
}

void split(const Split& s) {
  for (int64_t row = s.first; row < s.last; ++row) {
    const float* from = s.from + row * s.step;
    for (int64_t c = 0; c < s.channels; c += 2 * V) {
      const int64_t left = s.channels - c, width = left > V ? 2 * V : V;
      float* to = s.to + c * s.rows + row * width;
      if (left >= width)
        for (int64_t i = 0; i < width; i += V) store(to + i, load(from + c + i));
      else
        for (int64_t i = 0; i < width; ++i) to[i] = i < left ? from[c + i] : 0;
    }
  }
}

// Neighbouring pixels add to the same places: all runs of one pixel first, so that what was stored
// for the pixel before has reached the cache when it is read.
void spread_row(const SpreadRow& s) {
  for (int64_t p = 0; p < s.pixels; ++p)
    for (int64_t r = 0; r < s.runs; ++r) {
      const float* from = s.from + p * s.from_step + r * s.from_run;
      float* to = s.to + p * s.to_step + r * s.to_run;
      int64_t i = 0;
      for (; i + V <= s.n; i += V) store(to + i, load(to + i) + load(from + i));
      for (; i < s.n; ++i) to[i] += from[i];
    }
}

// ------------------------------------------------------------------ depthwise convolution

constexpr int kDepthwisePixels = 6;

template <int R>
void depthwise_block(const DepthwiseRow& r, const float* x, float* y, int64_t c) {
  Vec sum[R];
  const Vec start = r.bias ? load(r.bias + c) : Vec{};
  for (int p = 0; p < R; ++p) sum[p] = start;
  const int64_t step = r.x_step;
  for (int64_t k = 0; k < r.count; ++k) {
    const Vec f = load(r.w + r.segments[k].w + c);
    const float* xs = x + r.segments[k].x + c;
#pragma GCC unroll 8
    for (int p = 0; p < R; ++p) sum[p] += f * load(xs + p * step);
  }
  for (int p = 0; p < R; ++p) store(y + p * r.y_step + c, r.relu ? relu(sum[p]) : sum[p]);
}

template <int... R>
struct DepthwiseBlocks {
  static constexpr void (*table[])(const DepthwiseRow&, const float*, float*, int64_t) = {
      depthwise_block<R>...};
};

void depthwise_scalar(const DepthwiseRow& r) {
  for (int64_t p = 0; p < r.pixels; ++p)
    for (int64_t c = 0; c < r.channels; ++c) {
      float sum = r.bias ? r.bias[c] : 0;
      for (int64_t k = 0; k < r.count; ++k)
        sum += r.x[p * r.x_step + r.segments[k].x + c] * r.w[r.segments[k].w + c];
      r.y[p * r.y_step + c] = r.relu && sum < 0 ? 0 : sum;
    }
}

void depthwise_row(const DepthwiseRow& r) {
  if (r.channels < V) return depthwise_scalar(r);
  const auto* table = DepthwiseBlocks<1, 2, 3, 4, 5, 6>::table;
  for (int64_t c = 0; c < r.channels; c += V) {
    // The last vector may overlap the one before: the same results are stored twice.
    const int64_t at = c + V <= r.channels ? c : r.channels - V;
    in_blocks(r.pixels, kDepthwisePixels, [&](int64_t first, int64_t length) {
      table[length - 1](r, r.x + first * r.x_step, r.y + first * r.y_step, at);
    });
  }
}

template <int T>
void depthwise_taps(const DepthwiseFilter& f, int64_t tap, int64_t c, int64_t skip) {
  Vec sum[T] = {};
  for (int64_t row = 0; row < f.row_count; ++row) {
    const float* x = f.rows[row].x + c;
    const float* dy = f.dy + f.rows[row].pixel * f.channels + c;
    for (int64_t p = 0; p < f.pixels; ++p, x += f.x_step, dy += f.channels) {
      const Vec d = load(dy);
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) sum[t] += d * load(x + f.taps[tap + t]);
    }
  }
  for (int t = 0; t < T; ++t) {
    float edge[V];
    store(edge, sum[t]);
    float* dw = f.dw + f.places[tap + t] + c;
    for (int64_t i = skip; i < V; ++i) dw[i] += edge[i];
  }
}

template <int... T>
struct DepthwiseTaps {
  static constexpr void (*table[])(const DepthwiseFilter&, int64_t, int64_t, int64_t) = {
      depthwise_taps<T>...};
};

void depthwise_filter_scalar(const DepthwiseFilter& f) {
  for (int64_t t = 0; t < f.count; ++t)
    for (int64_t c = 0; c < f.channels; ++c) {
      float sum = 0;
      for (int64_t row = 0; row < f.row_count; ++row)
        for (int64_t p = 0; p < f.pixels; ++p)
          sum += f.rows[row].x[p * f.x_step + f.taps[t] + c] *
                 f.dy[(f.rows[row].pixel + p) * f.channels + c];
      f.dw[f.places[t] + c] += sum;
    }
}

void depthwise_filter(const DepthwiseFilter& f) {
  if (f.channels < V) return depthwise_filter_scalar(f);
  const auto* table = DepthwiseTaps<1, 2, 3, 4, 5, 6, 7, 8>::table;
  for (int64_t c = 0; c < f.channels; c += V) {
    const int64_t at = c + V <= f.channels ? c : f.channels - V;
    in_blocks(f.count, 8, [&](int64_t first, int64_t length) {
      table[length - 1](f, first, at, c - at);
    });
  }
}

// ------------------------------------------------------------------ pooling

void max_window(const Window& window, const float* x, float* y) {
  int64_t c = 0;
  for (; c + V <= window.channels; c += V) {
    Vec best = load(x + window.taps[0] + c);
    for (int64_t t = 1; t < window.count; ++t) {
      const Vec v = load(x + window.taps[t] + c);
      best = (v > best) | (v != v) ? v : best;
    }
    store(y + c, best);
  }
  for (; c < window.channels; ++c) {
    float best = x[window.taps[0] + c];
    for (int64_t t = 1; t < window.count; ++t) {
      const float v = x[window.taps[t] + c];
      if (v > best || v != v) best = v;
    }
    y[c] = best;
  }
}

void max_window_gradient(const Window& window, const float* x, const float* y, const float* dy,
                         float* dx) {
  int64_t c = 0;
  for (; c + V <= window.channels; c += V) {
    const Vec best = load(y + c);
    Vec rest = load(dy + c);  // what has found no place yet
    for (int64_t t = 0; t < window.count; ++t) {
      const auto hit = load(x + window.taps[t] + c) == best;
      float* target = dx + window.taps[t] + c;
      store(target, load(target) + (hit ? rest : Vec{}));
      rest = hit ? Vec{} : rest;
    }
  }
  for (; c < window.channels; ++c)
    for (int64_t t = 0; t < window.count; ++t)
      if (x[window.taps[t] + c] == y[c]) {
        dx[window.taps[t] + c] += dy[c];
        break;
      }
}

void sum_window(const Window& window, const float* weights, float divisor, const float* x,
                float* y) {
  int64_t c = 0;
  for (; c + V <= window.channels; c += V) {
    Vec sum = {};
    for (int64_t t = 0; t < window.count; ++t) sum += load(x + window.taps[t] + c) * weights[t];
    store(y + c, divisor == 1 ? sum : sum / divisor);
  }
  for (; c < window.channels; ++c) {
    float sum = 0;
    for (int64_t t = 0; t < window.count; ++t) sum += x[window.taps[t] + c] * weights[t];
    y[c] = sum / divisor;
  }
}

void add(float* total, const float* term, int64_t n) {
  for (int64_t i = 0; i < n; ++i) total[i] += term[i];
}

// ------------------------------------------------------------------ random numbers

typedef uint32_t Word __attribute__((vector_size(V * 4)));
typedef uint64_t Wide __attribute__((vector_size(V * 8)));

// Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011): Philox 4x32-10, V counters at once.
void philox(uint64_t low, uint64_t high, uint64_t key, int64_t count, uint32_t* out) {
  for (int64_t first = 0; first < count; first += V) {
    Word c0, c1, c2, c3;
    for (int i = 0; i < V; ++i) {
      const uint64_t counter = low + first + i, carried = high + (counter < low);
      c0[i] = uint32_t(counter);
      c1[i] = uint32_t(counter >> 32);
      c2[i] = uint32_t(carried);
      c3[i] = uint32_t(carried >> 32);
    }
    uint32_t k0 = uint32_t(key), k1 = uint32_t(key >> 32);
    for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
      const Wide a = __builtin_convertvector(c0, Wide) * 0xD2511F53u;
      const Wide b = __builtin_convertvector(c2, Wide) * 0xCD9E8D57u;
      c0 = __builtin_convertvector(b >> 32, Word) ^ c1 ^ k0;
      c2 = __builtin_convertvector(a >> 32, Word) ^ c3 ^ k1;
      c1 = __builtin_convertvector(b, Word);
      c3 = __builtin_convertvector(a, Word);
    }
    const int64_t n = count - first < V ? count - first : V;
    for (int64_t i = 0; i < n; ++i, out += 4) {
      out[0] = c0[i];
      out[1] = c1[i];
      out[2] = c2[i];
      out[3] = c3[i];
    }
  }
}

// `numbers` makes 256 numbers of as many words: few enough to stay in the first-level cache.
template <class Numbers>
void from_words(uint64_t low, uint64_t high, uint64_t key, int64_t count, float* out, Numbers numbers) {
  constexpr int64_t kWords = 256;
  uint32_t words[kWords];
  float made[kWords];
  for (int64_t first = 0; first < count; first += kWords) {
    const uint64_t counter = low + first / 4;
    philox(counter, high + (counter < low), key, kWords / 4, words);
    numbers(words, made);
    __builtin_memcpy(out + first, made, 4 * (count - first < kWords ? count - first : kWords));
  }
}

inline float float_of(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}

// In [0, 1): the low bits as the mantissa of a number in [1, 2), minus 1.
inline float unit(uint32_t word) { return float_of((word & 0x7FFFFF) | 0x3F800000) - 1.0f; }

void uniform(uint64_t low, uint64_t high, uint64_t key, int64_t count, float* out) {
  from_words(low, high, key, count, out, [](const uint32_t (&words)[256], float (&made)[256]) {
    for (int i = 0; i < 256; ++i) made[i] = unit(words[i]);
  });
}

inline double double_of(uint64_t bits) {
  double x;
  __builtin_memcpy(&x, &bits, 8);
  return x;
}

inline uint64_t bits_of(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, 8);
  return bits;
}

// A small number plus this is rounded to a whole one, which then is in the lowest bits.
constexpr double kWhole = 6755399441055744.0;  // 1.5 * 2^52

// x = 2^k m with m between sqrt(1/2) and sqrt(2); ln m = 2 artanh((m - 1) / (m + 1)). For x > 0, normal.
inline double logarithm(double x) {
  constexpr uint64_t kRootHalf = 0x3FE6A09E667F3BCD, kOne = 0x3FF0000000000000;
  const uint64_t shifted = bits_of(x) + (kOne - kRootHalf);
  const double k = double_of(0x4338000000000000 + (shifted >> 52)) - (kWhole + 1023);
  const double m = double_of((shifted & 0xFFFFFFFFFFFFF) + kRootHalf);
  const double s = (m - 1) / (m + 1), z = s * s;
  double sum = 1.0 / 21;
#pragma GCC unroll 16
  for (int n = 19; n > 1; n -= 2) sum = sum * z + 1.0 / n;
  constexpr double kHigh = 0x1.62e42feep-1, kLow = 0x1.a39ef35793c76p-33;  // of ln 2; k kHigh is exact
  return k * kHigh + (2 * s + (2 * s * z * sum + k * kLow));
}

// Of an angle within a few turns: k quarter turns and a rest of at most an eighth, by Taylor's series.
inline void sine_cosine(double angle, double& sine, double& cosine) {
  constexpr double kHigh = 0x1.921fb544p+0, kLow = 0x1.0b4611a626331p-34;  // of pi / 2
  const double shifted = angle * 0.63661977236758134308 + kWhole, k = shifted - kWhole;
  const double r = (angle - k * kHigh) - k * kLow, z = r * r;
  double s = 0, c = 0;
#pragma GCC unroll 16
  for (int n = 16; n > 0; n -= 2) {
    s = -(s + 1) * z * (1.0 / (n * (n + 1)));
    c = -(c + 1) * z * (1.0 / (n * (n - 1)));
  }
  s = r + r * s;
  c = 1 + c;
  const uint64_t quarters = bits_of(shifted);
  const bool odd = quarters & 1;
  sine = double_of(bits_of(odd ? c : s) ^ (quarters & 2) << 62);
  cosine = double_of(bits_of(odd ? s : c) ^ ((quarters + 1) & 2) << 62);
}

// Box and Muller's method, in float64 where a float32 library would round in between.
void normal(uint64_t low, uint64_t high, uint64_t key, int64_t count, float* out) {
  from_words(low, high, key, count, out, [](const uint32_t (&words)[256], float (&made)[256]) {
    float radius[128], sines[128], cosines[128];
    for (int i = 0; i < 128; ++i) {
      const float share = unit(words[2 * i]);
      // 1e-7 at least; but for 0 all shares are larger. Without a branch: the loop is vectorized.
      const float log = float(logarithm(share + float(share == 0) * 1e-7f));
      radius[i] = __builtin_sqrtf(-2.0f * log);
    }
    for (int i = 0; i < 128; ++i) {
      double sine, cosine;
      sine_cosine(float(6.28318530717958647693 * unit(words[2 * i + 1])), sine, cosine);
      sines[i] = float(sine) * radius[i];
      cosines[i] = float(cosine) * radius[i];
    }
    for (int i = 0; i < 128; ++i) made[2 * i] = sines[i], made[2 * i + 1] = cosines[i];
  });
}

}  // namespace

extern const Kernels table;
const Kernels table = {STRING(ISA),      V,          dense_row,           filter_tile, split, spread_row,
                       depthwise_row, depthwise_filter, max_window, max_window_gradient, sum_window,
                       add, philox, uniform, normal};

}  // namespace ISA
}  // namespace pellucid

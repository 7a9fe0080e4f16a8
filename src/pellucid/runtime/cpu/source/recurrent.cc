// The examples of a batch do not know of each other, so each thread takes some of them through all
// steps, and never waits for another. What it works on stays in its caches: the recurrent kernel,
// packed once, and the states.
#include "recurrent.h"

#include <cstring>

#include "gates.h"
#include "kernels.h"

namespace pellucid {

#define PELLUCID_GATES(isa)          \
  namespace isa {                    \
  extern const Gates gates_table;    \
  }
#ifdef PELLUCID_X86
PELLUCID_GATES(avx512)
PELLUCID_GATES(avx2)
#endif
PELLUCID_GATES(baseline)

const Gates& gates() {
#ifdef PELLUCID_X86
  if (!std::strcmp(kernels().name, "avx512")) return avx512::gates_table;
  if (!std::strcmp(kernels().name, "avx2")) return avx2::gates_table;
#endif
  return baseline::gates_table;
}

namespace {

constexpr int64_t kRows = 56;  // examples that a thread takes at a time, at most

// A matrix in the order in which dense_row reads it: panels of one or two vectors of columns.
class Packed {
 public:
  // Element (k, n) is at from[k * row_step + n * column_step].
  Packed(Pool& pool, const float* from, int64_t depth, int64_t columns, int64_t row_step,
         int64_t column_step)
      : depth_(depth), columns_(columns), packed_(depth * (columns + 2 * kernels().lanes)) {
    const int64_t panel = 2 * kernels().lanes;
    pool.each((columns + panel - 1) / panel, [&](int64_t p) {
      const int64_t first = p * panel, n = std::min(panel, columns - first), width = width_of(n);
      float* to = packed_.get() + depth * first;
      for (int64_t k = 0; k < depth; ++k, to += width)
        for (int64_t i = 0; i < width; ++i)
          to[i] = i < n ? from[k * row_step + (first + i) * column_step] : 0.f;
    });
  }

  // y (rows, columns) = x (rows, depth) * the matrix
  void multiply(const float* x, int64_t rows, float* y) const {
    const int64_t panel = 2 * kernels().lanes;
    const Segment all = {0, 0, depth_};
    for (int64_t first = 0; first < columns_; first += panel) {
      const int64_t n = std::min(panel, columns_ - first);
      kernels().dense_row({x, depth_, &all, 1, packed_.get() + depth_ * first, depth_,
                           y + first, columns_, rows, n, nullptr, false, false});
    }
  }

 private:
  static int64_t width_of(int64_t n) {
    return n > kernels().lanes ? 2 * kernels().lanes : kernels().lanes;
  }

  int64_t depth_, columns_;
  Scratch packed_;
};

// Calls run(first, rows) for parts of the batch.
template <class Run>
void in_parts(Pool& pool, int64_t batch, Run run) {
  const int64_t parts =
      std::max((batch + kRows - 1) / kRows, std::min<int64_t>(batch, pool.threads()));
  pool.each(parts, [&](int64_t part) {
    const int64_t first = part * batch / parts;
    run(first, (part + 1) * batch / parts - first);
  });
}

void copy(float* to, const float* from, int64_t n) {
  if (n) std::memcpy(to, from, n * sizeof(float));
}

void clear(float* to, int64_t n) {
  if (n) std::memset(to, 0, n * sizeof(float));
}

// The examples that a thread works on: where they are in step t of an array whose rows hold `width`
// numbers, and in the state before step t, which is `first` before step 0.
struct Part {
  const Sequence& s;
  int64_t first, rows;

  bool taken(int64_t t, int64_t row) const {
    return !s.mask || s.mask[t * s.batch + first + row];
  }
  template <class Float>
  Float* at(Float* array, int64_t t, int64_t width) const {
    return array + (t * s.batch + first) * width;
  }
  // States of masked steps are handed on as they are, even past a kernel that holds NaN.
  void add_where_taken(int64_t t, float* total, const float* term) const {
    for (int64_t r = 0; r < rows; ++r)
      if (taken(t, r)) kernels().add(total + r * s.units, term + r * s.units, s.units);
  }
  const float* before(const float* start, const float* states, int64_t t) const {
    return t ? at(states, t - 1, s.units) : at(start, 0, s.units);
  }
};

}  // namespace

void lstm(Pool& pool, const Sequence& s, const LstmForward& a) {
  const int64_t units = s.units, width = 4 * units;
  const Packed kernel(pool, a.kernel, units, width, width, 1);
  in_parts(pool, s.batch, [&](int64_t first, int64_t rows) {
    const Part part = {s, first, rows};
    const Scratch product(rows * width);
    for (int64_t t = 0; t < s.steps; ++t) {
      const float *h = part.before(a.h, a.output, t), *c = part.before(a.c, a.cell, t);
      kernel.multiply(h, rows, product.get());
      for (int64_t r = 0; r < rows; ++r) {
        float* gate = part.at(a.gates, t, width) + r * width;
        float* cell = part.at(a.cell, t, units) + r * units;
        float* output = part.at(a.output, t, units) + r * units;
        if (part.taken(t, r)) {
          gates().lstm(units, part.at(a.x, t, width) + r * width, product.get() + r * width, a.bias,
                       c + r * units, gate, cell, output);
        } else {
          clear(gate, width);
          copy(cell, c + r * units, units);
          copy(output, h + r * units, units);
        }
      }
    }
    copy(part.at(a.last_h, 0, units), part.before(a.h, a.output, s.steps), rows * units);
    copy(part.at(a.last_c, 0, units), part.before(a.c, a.cell, s.steps), rows * units);
  });
}

void lstm_back(Pool& pool, const Sequence& s, const LstmBackward& a) {
  const int64_t units = s.units, width = 4 * units;
  const Packed transposed(pool, a.kernel, width, units, 1, width);
  in_parts(pool, s.batch, [&](int64_t first, int64_t rows) {
    const Part part = {s, first, rows};
    const Scratch product(rows * units);
    float *dh = part.at(a.dh, 0, units), *dc = part.at(a.dc, 0, units);
    copy(dh, part.at(a.last_dh, 0, units), rows * units);
    copy(dc, part.at(a.last_dc, 0, units), rows * units);
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      const float* c = part.before(a.c, a.cell, t);
      float* dx = part.at(a.dx, t, width);
      kernels().add(dh, part.at(a.doutput, t, units), rows * units);
      for (int64_t r = 0; r < rows; ++r) {
        if (part.taken(t, r)) {
          gates().lstm_back(units, part.at(a.gates, t, width) + r * width, c + r * units,
                            part.at(a.cell, t, units) + r * units, dh + r * units, dc + r * units,
                            dx + r * width);
          clear(dh + r * units, units);
        } else {
          clear(dx + r * width, width);
        }
      }
      transposed.multiply(dx, rows, product.get());
      part.add_where_taken(t, dh, product.get());
    }
  });
}

void gru(Pool& pool, const Sequence& s, const GruForward& a) {
  const int64_t units = s.units, width = 3 * units;
  const Packed kernel(pool, a.kernel, units, width, width, 1);
  in_parts(pool, s.batch, [&](int64_t first, int64_t rows) {
    const Part part = {s, first, rows};
    const Scratch product(rows * width);
    for (int64_t t = 0; t < s.steps; ++t) {
      const float* h = part.before(a.h, a.output, t);
      kernel.multiply(h, rows, product.get());
      for (int64_t r = 0; r < rows; ++r) {
        float* gate = part.at(a.gates, t, width) + r * width;
        float* inner = part.at(a.inner, t, units) + r * units;
        float* output = part.at(a.output, t, units) + r * units;
        if (part.taken(t, r)) {
          gates().gru(units, part.at(a.x, t, width) + r * width, product.get() + r * width, a.bias,
                      h + r * units, gate, inner, output);
        } else {
          clear(gate, width);
          clear(inner, units);
          copy(output, h + r * units, units);
        }
      }
    }
    copy(part.at(a.last_h, 0, units), part.before(a.h, a.output, s.steps), rows * units);
  });
}

void gru_back(Pool& pool, const Sequence& s, const GruBackward& a) {
  const int64_t units = s.units, width = 3 * units;
  const Packed transposed(pool, a.kernel, width, units, 1, width);
  in_parts(pool, s.batch, [&](int64_t first, int64_t rows) {
    const Part part = {s, first, rows};
    const Scratch product(rows * units);
    float* dh = part.at(a.dh, 0, units);
    copy(dh, part.at(a.last_dh, 0, units), rows * units);
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      const float* h = part.before(a.h, a.output, t);
      float *dx = part.at(a.dx, t, width), *dproduct = part.at(a.dproduct, t, width);
      kernels().add(dh, part.at(a.doutput, t, units), rows * units);
      for (int64_t r = 0; r < rows; ++r) {
        if (part.taken(t, r)) {
          gates().gru_back(units, part.at(a.gates, t, width) + r * width, h + r * units,
                           part.at(a.inner, t, units) + r * units, dh + r * units, dx + r * width,
                           dproduct + r * width);
        } else {
          clear(dx + r * width, width);
          clear(dproduct + r * width, width);
        }
      }
      transposed.multiply(dproduct, rows, product.get());
      part.add_where_taken(t, dh, product.get());
    }
  });
}

}  // namespace pellucid

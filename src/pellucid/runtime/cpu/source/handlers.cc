// The doors through which XLA calls: buffers and attributes are checked here, whatever the caller
// promised, so that nothing behind reads or writes out of bounds.
#include <string>

#include "conv.h"
#include "doors.h"
#include "eager.h"
#include "kernels.h"
#include "pool.h"

namespace pellucid {

namespace {

using Numbers = ffi::Span<const int64_t>;

// The spatial dimensions of an array, those that are missing as 1 in front. `lead`: dimensions
// before them (the batch), `trail`: those after (the channels).
Dims spatial(Shape shape, size_t lead, size_t trail) {
  Dims dims = {1, 1, 1};
  const size_t rank = shape.size() - lead - trail;
  for (size_t i = 0; i < rank; ++i) dims[3 - rank + i] = shape[lead + i];
  return dims;
}

Dims triple(Numbers numbers, size_t at) { return {numbers[at], numbers[at + 1], numbers[at + 2]}; }

bool within(const Dims& dims, int64_t low) {
  // The upper limit keeps products of positions and steps far from overflow.
  return std::all_of(dims.begin(), dims.end(), [=](int64_t d) { return d >= low && d < int64_t{1} << 31; });
}

// `numbers`: strides, pads before, dilations (three each), groups.
ffi::Error conv_of(Shape x, Shape w, Shape y, Numbers numbers, Conv& conv) {
  const size_t rank = x.size();
  if (rank < 3 || rank > 5 || w.size() != rank || y.size() != rank || numbers.size() != 10)
    return refused("a convolution takes arrays of one rank, 3 to 5");
  conv.batch = x[0];
  conv.channels = x[rank - 1];
  conv.outputs = w[rank - 1];
  conv.groups = numbers[9];
  conv.in = spatial(x, 1, 1);
  conv.taps = spatial(w, 0, 2);
  conv.out = spatial(y, 1, 1);
  conv.stride = triple(numbers, 0);
  conv.pad = triple(numbers, 3);
  conv.dilation = triple(numbers, 6);
  if (y[0] != conv.batch || y[rank - 1] != conv.outputs || conv.groups < 1 ||
      conv.groups * w[rank - 2] != conv.channels || conv.outputs % conv.groups)
    return refused("batch sizes or channels of a convolution do not agree");
  if (!within(conv.stride, 1) || !within(conv.pad, 0) || !within(conv.dilation, 1) ||
      !within(conv.in, 0) || !within(conv.out, 0) || !within(conv.taps, 0))
    return refused("strides, pads or dilations of a convolution are out of range");
  return ffi::Error::Success();
}

// `numbers`: sizes, strides, pads before (three each).
ffi::Error pool_of(Shape x, Shape y, Numbers numbers, Pooling& form) {
  const size_t rank = x.size();
  if (rank < 3 || rank > 5 || y.size() != rank || numbers.size() != 9)
    return refused("pooling takes arrays of one rank, 3 to 5");
  form.batch = x[0];
  form.channels = x[rank - 1];
  form.in = spatial(x, 1, 1);
  form.out = spatial(y, 1, 1);
  form.size = triple(numbers, 0);
  form.stride = triple(numbers, 3);
  form.pad = triple(numbers, 6);
  if (y[0] != form.batch || y[rank - 1] != form.channels)
    return refused("batch sizes or channels of a pooling do not agree");
  if (!within(form.size, 1) || !within(form.stride, 1) || !within(form.pad, 0))
    return refused("sizes, strides or pads of a pooling are out of range");
  for (int i = 0; i < 3; ++i)
    if (form.out[i] > 0 && (form.pad[i] >= form.size[i] ||
                            (form.out[i] - 1) * form.stride[i] - form.pad[i] >= form.in[i]))
      return refused("a window of a pooling lies outside of the input");
  return ffi::Error::Success();
}

ffi::Error forward(ffi::ThreadPool threads, In x, In w, Out y, Numbers numbers) {
  Conv conv;
  ffi::Error error = conv_of(x.dimensions(), w.dimensions(), y->dimensions(), numbers, conv);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) {
    conv_forward(pool, conv, x.typed_data(), w.typed_data(), nullptr, false, y->typed_data());
  });
}

ffi::Error forward_bias(ffi::ThreadPool threads, In x, In w, In bias, Out y, Numbers numbers,
                        bool relu) {
  Conv conv;
  ffi::Error error = conv_of(x.dimensions(), w.dimensions(), y->dimensions(), numbers, conv);
  if (error.failure()) return error;
  if (bias.dimensions().size() != 1 || bias.dimensions()[0] != conv.outputs)
    return refused("a bias needs one number for every output channel");
  return guarded(threads, [&](Pool& pool) {
    conv_forward(pool, conv, x.typed_data(), w.typed_data(), bias.typed_data(), relu,
                 y->typed_data());
  });
}

ffi::Error to_input(ffi::ThreadPool threads, In dy, In w, Out dx, Numbers numbers) {
  Conv conv;
  ffi::Error error = conv_of(dx->dimensions(), w.dimensions(), dy.dimensions(), numbers, conv);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) {
    conv_to_input(pool, conv, dy.typed_data(), w.typed_data(), dx->typed_data());
  });
}

ffi::Error to_filter(ffi::ThreadPool threads, In x, In dy, Out dw, Numbers numbers) {
  Conv conv;
  ffi::Error error = conv_of(x.dimensions(), dw->dimensions(), dy.dimensions(), numbers, conv);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) {
    conv_to_filter(pool, conv, x.typed_data(), dy.typed_data(), dw->typed_data());
  });
}

ffi::Error maximum(ffi::ThreadPool threads, In x, Out y, Numbers numbers) {
  Pooling form;
  ffi::Error error = pool_of(x.dimensions(), y->dimensions(), numbers, form);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) { max_pool(pool, form, x.typed_data(), y->typed_data()); });
}

ffi::Error maximum_gradient(ffi::ThreadPool threads, In x, In y, In dy, Out dx, Numbers numbers) {
  Pooling form;
  ffi::Error error = pool_of(x.dimensions(), y.dimensions(), numbers, form);
  if (error.failure()) return error;
  const auto same = [](Shape a, Shape b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
  };
  if (!same(dy.dimensions(), y.dimensions()) || !same(dx->dimensions(), x.dimensions()))
    return refused("gradients of a pooling must have the shapes of its arrays");
  return guarded(threads, [&](Pool& pool) {
    max_pool_gradient(pool, form, x.typed_data(), y.typed_data(), dy.typed_data(),
                      dx->typed_data());
  });
}

ffi::Error mean(ffi::ThreadPool threads, In x, Out y, Numbers numbers) {
  Pooling form;
  ffi::Error error = pool_of(x.dimensions(), y->dimensions(), numbers, form);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) { mean_pool(pool, form, x.typed_data(), y->typed_data()); });
}

ffi::Error mean_gradient(ffi::ThreadPool threads, In dy, Out dx, Numbers numbers) {
  Pooling form;
  ffi::Error error = pool_of(dx->dimensions(), dy.dimensions(), numbers, form);
  if (error.failure()) return error;
  return guarded(threads, [&](Pool& pool) {
    mean_pool_gradient(pool, form, dy.typed_data(), dx->typed_data());
  });
}

// Part of a random stream from counter `state` + `first` on. `state`: a 128-bit counter (low and high
// half) and the key. `count`: of counters, with four words each, or of numbers.
enum Draw : int64_t { kWords, kUniform, kNormal };

void draw(int64_t what, const uint64_t* state, int64_t first, int64_t count, void* out) {
  const uint64_t low = state[0] + uint64_t(first), high = state[1] + (low < state[0]);
  if (what == kWords) kernels().philox(low, high, state[2], count, (uint32_t*)out);
  if (what == kUniform) kernels().uniform(low, high, state[2], count, (float*)out);
  if (what == kNormal) kernels().normal(low, high, state[2], count, (float*)out);
}

constexpr int64_t kCounters = 4096;  // that one thread takes at a time

ffi::Error random_words(ffi::ThreadPool threads, ffi::Buffer<ffi::U64> state,
                        ffi::ResultBuffer<ffi::U32> words) {
  const Shape shape = words->dimensions();
  if (state.dimensions().size() != 1 || state.dimensions()[0] != 3 || shape.size() != 2 ||
      shape[1] != 4)
    return refused("random words take a state of three numbers, and come in rows of four");
  return guarded(threads, [&](Pool& pool) {
    pool.each((shape[0] + kCounters - 1) / kCounters, [&](int64_t piece) {
      const int64_t first = piece * kCounters, count = std::min(kCounters, shape[0] - first);
      draw(kWords, state.typed_data(), first, count, words->typed_data() + 4 * first);
    });
  });
}

ffi::Error random_normal(ffi::ThreadPool threads, ffi::Buffer<ffi::U64> state, Out numbers) {
  const Shape shape = numbers->dimensions();
  if (state.dimensions().size() != 1 || state.dimensions()[0] != 3 || shape.size() != 1)
    return refused("random numbers take a state of three numbers, and come in a row");
  return guarded(threads, [&](Pool& pool) {
    constexpr int64_t kNumbers = 4 * kCounters;
    pool.each((shape[0] + kNumbers - 1) / kNumbers, [&](int64_t piece) {
      const int64_t first = piece * kNumbers, count = std::min(kNumbers, shape[0] - first);
      draw(kNormal, state.typed_data(), first / 4, count, numbers->typed_data() + first);
    });
  });
}

}  // namespace

#pragma GCC visibility push(default)

XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_conv_forward, forward,
    on_threads().Arg<In>().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_conv_forward_bias, forward_bias,
    on_threads().Arg<In>().Arg<In>().Arg<In>().Ret<In>().Attr<Numbers>("numbers").Attr<bool>("relu"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_conv_to_input, to_input,
    on_threads().Arg<In>().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_conv_to_filter, to_filter,
    on_threads().Arg<In>().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_max_pool, maximum, on_threads().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_max_pool_gradient, maximum_gradient,
    on_threads().Arg<In>().Arg<In>().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));

XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_mean_pool, mean, on_threads().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_mean_pool_gradient, mean_gradient,
    on_threads().Arg<In>().Ret<In>().Attr<Numbers>("numbers"));

XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_random_words, random_words,
    on_threads().Arg<ffi::Buffer<ffi::U64>>().Ret<ffi::Buffer<ffi::U32>>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_random_normal, random_normal,
    on_threads().Arg<ffi::Buffer<ffi::U64>>().Ret<ffi::Buffer<ffi::F32>>());

// For eager work, which has no XLA: called by Python's threads, each with a part of its own.
extern "C" void pellucid_draw(int64_t what, const uint64_t* state, int64_t first, int64_t count,
                              void* out) {
  draw(what, state, first, count, out);
}

// Rows first ... last - 1 of a resized image, of bytes or of float32; false: no memory.
extern "C" bool pellucid_resize(bool bytes, const Resize* form, const void* image, int64_t first,
                                int64_t last, float* out) {
  float* line = (float*)std::malloc(sizeof(float) * form->width * form->channels);
  if (!line) return false;
  if (bytes)
    eager().resize_bytes(*form, (const uint8_t*)image, first, last, line, out);
  else
    eager().resize_floats(*form, (const float*)image, first, last, line, out);
  std::free(line);
  return true;
}

extern "C" void pellucid_softmax(const float* x, int64_t rows, int64_t n, float* y) {
  eager().softmax(x, rows, n, y);
}

extern "C" void pellucid_sums(const float* x, int64_t rows, int64_t n, float* y) {
  eager().sums(x, rows, n, y);
}

// What the Python side checks before it trusts the library: raised when a handler changes.
extern "C" int pellucid_interface() { return 5; }
extern "C" const char* pellucid_isa() { return kernels().name; }

#pragma GCC visibility pop

}  // namespace pellucid

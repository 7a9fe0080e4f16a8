// The doors to the recurrent sequences: shapes are checked here, whatever the caller promised.
#include "doors.h"
#include "recurrent.h"

namespace pellucid {
namespace {

using Mask = ffi::Buffer<ffi::PRED>;

bool has(Shape shape, std::initializer_list<int64_t> expected) {
  return shape.size() == expected.size() && std::equal(shape.begin(), shape.end(), expected.begin());
}

// Takes the sizes from the recurrent kernel (units, gates * units) and the gates (steps, batch, gates *
// units). The mask has no elements where all steps are taken.
ffi::Error sequence_of(In kernel, Shape gate_shape, Mask mask, int64_t gate_count,
                       Sequence& sequence) {
  const Shape matrix = kernel.dimensions(), masks = mask.dimensions();
  if (matrix.size() != 2 || gate_shape.size() != 3 || matrix[0] < 1)
    return refused("a recurrent sequence takes a matrix and gates of rank 3");
  sequence = {gate_shape[0], gate_shape[1], matrix[0], nullptr};
  const int64_t width = gate_count * sequence.units;
  if (matrix[1] != width || gate_shape[2] != width)
    return refused("the gates of a recurrent sequence and its matrix do not agree");
  if (has(masks, {sequence.steps, sequence.batch}))
    sequence.mask = mask.typed_data();
  else if (!has(masks, {0}))
    return refused("the mask of a recurrent sequence has to be (steps, batch)");
  return ffi::Error::Success();
}

// Whether arrays are (batch, units), or (steps, batch, width).
template <class... Arrays>
bool states(const Sequence& s, const Arrays&... arrays) {
  return (has(arrays.dimensions(), {s.batch, s.units}) && ...);
}
template <class... Arrays>
bool stacks(const Sequence& s, int64_t width, const Arrays&... arrays) {
  return (has(arrays.dimensions(), {s.steps, s.batch, width}) && ...);
}

const char kDisagree[] = "arrays of a recurrent sequence do not agree";

ffi::Error run_lstm(ffi::ThreadPool threads, In x, In h, In c, In kernel, In bias, Mask mask,
                    Out output, Out last_h, Out last_c, Out cell, Out gates) {
  Sequence s;
  ffi::Error error = sequence_of(kernel, gates->dimensions(), mask, 4, s);
  if (error.failure()) return error;
  if (!stacks(s, 4 * s.units, x) || !stacks(s, s.units, *output, *cell) ||
      !states(s, h, c, *last_h, *last_c) || !has(bias.dimensions(), {4 * s.units}))
    return refused(kDisagree);
  const LstmForward arrays = {
      x.typed_data(),       h.typed_data(),       c.typed_data(),       kernel.typed_data(),
      bias.typed_data(),    output->typed_data(), last_h->typed_data(), last_c->typed_data(),
      cell->typed_data(),   gates->typed_data()};
  return guarded(threads, [&](Pool& pool) { lstm(pool, s, arrays); });
}

ffi::Error run_lstm_back(ffi::ThreadPool threads, In c, In kernel, Mask mask, In cell, In gates,
                         In doutput, In last_dh, In last_dc, Out dx, Out dh, Out dc) {
  Sequence s;
  ffi::Error error = sequence_of(kernel, gates.dimensions(), mask, 4, s);
  if (error.failure()) return error;
  if (!stacks(s, 4 * s.units, *dx) || !stacks(s, s.units, cell, doutput) ||
      !states(s, c, last_dh, last_dc, *dh, *dc))
    return refused(kDisagree);
  const LstmBackward arrays = {
      c.typed_data(),       kernel.typed_data(),  cell.typed_data(),    gates.typed_data(),
      doutput.typed_data(), last_dh.typed_data(), last_dc.typed_data(), dx->typed_data(),
      dh->typed_data(),     dc->typed_data()};
  return guarded(threads, [&](Pool& pool) { lstm_back(pool, s, arrays); });
}

ffi::Error run_gru(ffi::ThreadPool threads, In x, In h, In kernel, In bias, Mask mask, Out output,
                   Out last_h, Out gates, Out inner) {
  Sequence s;
  ffi::Error error = sequence_of(kernel, gates->dimensions(), mask, 3, s);
  if (error.failure()) return error;
  if (!stacks(s, 3 * s.units, x) || !stacks(s, s.units, *output, *inner) || !states(s, h, *last_h) ||
      !has(bias.dimensions(), {2, 3 * s.units}))
    return refused(kDisagree);
  const GruForward arrays = {x.typed_data(),       h.typed_data(),       kernel.typed_data(),
                             bias.typed_data(),    output->typed_data(), last_h->typed_data(),
                             gates->typed_data(),  inner->typed_data()};
  return guarded(threads, [&](Pool& pool) { gru(pool, s, arrays); });
}

ffi::Error run_gru_back(ffi::ThreadPool threads, In h, In kernel, Mask mask, In output, In gates,
                        In inner, In doutput, In last_dh, Out dx, Out dproduct, Out dh) {
  Sequence s;
  ffi::Error error = sequence_of(kernel, gates.dimensions(), mask, 3, s);
  if (error.failure()) return error;
  if (!stacks(s, 3 * s.units, *dx, *dproduct) ||
      !stacks(s, s.units, output, inner, doutput) || !states(s, h, last_dh, *dh))
    return refused(kDisagree);
  const GruBackward arrays = {h.typed_data(),       kernel.typed_data(),  output.typed_data(),
                              gates.typed_data(),   inner.typed_data(),   doutput.typed_data(),
                              last_dh.typed_data(), dx->typed_data(),     dproduct->typed_data(),
                              dh->typed_data()};
  return guarded(threads, [&](Pool& pool) { gru_back(pool, s, arrays); });
}

}  // namespace

#pragma GCC visibility push(default)

XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_lstm, run_lstm,
    on_threads().Arg<In>().Arg<In>().Arg<In>().Arg<In>().Arg<In>().Arg<Mask>()
        .Ret<In>().Ret<In>().Ret<In>().Ret<In>().Ret<In>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_lstm_gradient, run_lstm_back,
    on_threads().Arg<In>().Arg<In>().Arg<Mask>().Arg<In>().Arg<In>().Arg<In>().Arg<In>().Arg<In>()
        .Ret<In>().Ret<In>().Ret<In>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_gru, run_gru,
    on_threads().Arg<In>().Arg<In>().Arg<In>().Arg<In>().Arg<Mask>()
        .Ret<In>().Ret<In>().Ret<In>().Ret<In>());
XLA_FFI_DEFINE_HANDLER_SYMBOL(
    pellucid_gru_gradient, run_gru_back,
    on_threads().Arg<In>().Arg<In>().Arg<Mask>().Arg<In>().Arg<In>().Arg<In>().Arg<In>().Arg<In>()
        .Ret<In>().Ret<In>().Ret<In>());

#pragma GCC visibility pop

}  // namespace pellucid

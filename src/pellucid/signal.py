"""`tf.signal`: signals."""

from pellucid.ops.signal_dct import dct as dct
from pellucid.ops.signal_dct import idct as idct
from pellucid.ops.signal_dct import inverse_mdct as inverse_mdct
from pellucid.ops.signal_dct import linear_to_mel_weight_matrix as linear_to_mel_weight_matrix
from pellucid.ops.signal_dct import mdct as mdct
from pellucid.ops.signal_dct import mfccs_from_log_mel_spectrograms as mfccs_from_log_mel_spectrograms
from pellucid.ops.signal_fft import fft as fft
from pellucid.ops.signal_fft import fft2d as fft2d
from pellucid.ops.signal_fft import fft3d as fft3d
from pellucid.ops.signal_fft import fftshift as fftshift
from pellucid.ops.signal_fft import ifft as ifft
from pellucid.ops.signal_fft import ifft2d as ifft2d
from pellucid.ops.signal_fft import ifft3d as ifft3d
from pellucid.ops.signal_fft import ifftshift as ifftshift
from pellucid.ops.signal_fft import irfft as irfft
from pellucid.ops.signal_fft import irfft2d as irfft2d
from pellucid.ops.signal_fft import irfft3d as irfft3d
from pellucid.ops.signal_fft import rfft as rfft
from pellucid.ops.signal_fft import rfft2d as rfft2d
from pellucid.ops.signal_fft import rfft3d as rfft3d
from pellucid.ops.signal_fftnd import fftnd as fftnd
from pellucid.ops.signal_fftnd import ifftnd as ifftnd
from pellucid.ops.signal_fftnd import irfftnd as irfftnd
from pellucid.ops.signal_fftnd import rfftnd as rfftnd
from pellucid.ops.signal_frames import frame as frame
from pellucid.ops.signal_frames import inverse_stft as inverse_stft
from pellucid.ops.signal_frames import inverse_stft_window_fn as inverse_stft_window_fn
from pellucid.ops.signal_frames import overlap_and_add as overlap_and_add
from pellucid.ops.signal_frames import stft as stft
from pellucid.ops.signal_windows import hamming_window as hamming_window
from pellucid.ops.signal_windows import hann_window as hann_window
from pellucid.ops.signal_windows import kaiser_bessel_derived_window as kaiser_bessel_derived_window
from pellucid.ops.signal_windows import kaiser_window as kaiser_window
from pellucid.ops.signal_windows import vorbis_window as vorbis_window

__all__ = [
    "dct",
    "fft",
    "fft2d",
    "fft3d",
    "fftnd",
    "fftshift",
    "frame",
    "hamming_window",
    "hann_window",
    "idct",
    "ifft",
    "ifft2d",
    "ifft3d",
    "ifftnd",
    "ifftshift",
    "inverse_mdct",
    "inverse_stft",
    "inverse_stft_window_fn",
    "irfft",
    "irfft2d",
    "irfft3d",
    "irfftnd",
    "kaiser_bessel_derived_window",
    "kaiser_window",
    "linear_to_mel_weight_matrix",
    "mdct",
    "mfccs_from_log_mel_spectrograms",
    "overlap_and_add",
    "rfft",
    "rfft2d",
    "rfft3d",
    "rfftnd",
    "stft",
    "vorbis_window",
]

"""`tf.raw_ops`: every op by TensorFlow's name.

They are called by keywords: `tf.raw_ops.MatMul(a=x, b=y)`.

Written by `tools/raw_ops.py`; a test keeps it complete. What several ops of TensorFlow return is a
named tuple here, too: `tf.raw_ops.TopKV2(input=x, k=2).indices`.
"""

# fmt: off
# ruff: noqa: I001
from pellucid.ops.activation import (
    Elu as Elu, EluGrad as EluGrad, LeakyRelu as LeakyRelu, LeakyReluGrad as LeakyReluGrad,
    LogSoftmax as LogSoftmax, Relu as Relu, Relu6 as Relu6, Relu6Grad as Relu6Grad,
    ReluGrad as ReluGrad, Selu as Selu, SeluGrad as SeluGrad, Softmax as Softmax,
)
from pellucid.ops.approx_top_k import ApproxTopK as ApproxTopK
from pellucid.ops.argmax import ArgMax as ArgMax, ArgMin as ArgMin
from pellucid.ops.array import (
    ConjugateTranspose as ConjugateTranspose, EnsureShape as EnsureShape, ExpandDims as ExpandDims,
    IdentityN as IdentityN, InvertPermutation as InvertPermutation, Rank as Rank,
    Reshape as Reshape, Shape as Shape, ShapeN as ShapeN, Size as Size, Squeeze as Squeeze,
    Transpose as Transpose,
)
from pellucid.ops.assertion import AssertOp as Assert, CheckNumerics as CheckNumerics
from pellucid.ops.audio_wav import DecodeWav as DecodeWav, EncodeWav as EncodeWav
from pellucid.ops.base64 import DecodeBase64 as DecodeBase64, EncodeBase64 as EncodeBase64
from pellucid.ops.batch_norm import (
    FusedBatchNorm as FusedBatchNorm, FusedBatchNormGradV3 as FusedBatchNormGradV3,
    FusedBatchNormV2 as FusedBatchNormV2, FusedBatchNormV3 as FusedBatchNormV3,
)
from pellucid.ops.bessel import (
    BesselI0 as BesselI0, BesselI0e as BesselI0e, BesselI1 as BesselI1, BesselI1e as BesselI1e,
    BesselJ0 as BesselJ0, BesselJ1 as BesselJ1, BesselK0 as BesselK0, BesselK0e as BesselK0e,
    BesselK1 as BesselK1, BesselK1e as BesselK1e, BesselY0 as BesselY0, BesselY1 as BesselY1,
    Dawsn as Dawsn, Expint as Expint, FresnelCos as FresnelCos, FresnelSin as FresnelSin,
    Spence as Spence,
)
from pellucid.ops.bitwise import (
    BitwiseAnd as BitwiseAnd, BitwiseOr as BitwiseOr, BitwiseXor as BitwiseXor, Invert as Invert,
    LeftShift as LeftShift, PopulationCount as PopulationCount, RightShift as RightShift,
)
from pellucid.ops.blocks import (
    BatchToSpaceND as BatchToSpaceND, DepthToSpace as DepthToSpace,
    SpaceToBatchND as SpaceToBatchND, SpaceToDepth as SpaceToDepth,
)
from pellucid.ops.bounded_normal import (
    ParameterizedTruncatedNormal as ParameterizedTruncatedNormal,
    StatelessParameterizedTruncatedNormal as StatelessParameterizedTruncatedNormal,
)
from pellucid.ops.broadcasting import (
    BroadcastArgs as BroadcastArgs, BroadcastGradientArgs as BroadcastGradientArgs,
    BroadcastTo as BroadcastTo,
)
from pellucid.ops.candidate_sampling import (
    AllCandidateSampler as AllCandidateSampler, ComputeAccidentalHits as ComputeAccidentalHits,
    FixedUnigramCandidateSampler as FixedUnigramCandidateSampler,
    LearnedUnigramCandidateSampler as LearnedUnigramCandidateSampler,
    LogUniformCandidateSampler as LogUniformCandidateSampler,
    ThreadUnsafeUnigramCandidateSampler as ThreadUnsafeUnigramCandidateSampler,
    UniformCandidateSampler as UniformCandidateSampler,
)
from pellucid.ops.casting import Bitcast as Bitcast, Cast as Cast
from pellucid.ops.categorical import (
    Multinomial as Multinomial, StatelessMultinomial as StatelessMultinomial,
)
from pellucid.ops.clipping import ClipByValue as ClipByValue
from pellucid.ops.clock import Timestamp as Timestamp
from pellucid.ops.comparison import (
    ApproximateEqual as ApproximateEqual, Equal as Equal, Greater as Greater,
    GreaterEqual as GreaterEqual, IsFinite as IsFinite, IsInf as IsInf, IsNan as IsNan,
    Less as Less, LessEqual as LessEqual, LogicalAnd as LogicalAnd, LogicalNot as LogicalNot,
    LogicalOr as LogicalOr, NotEqual as NotEqual,
)
from pellucid.ops.complex import (
    Angle as Angle, Complex as Complex, Conj as Conj, Imag as Imag, Real as Real,
)
from pellucid.ops.constants import (
    Const as Const, Identity as Identity, NoOp as NoOp, Placeholder as Placeholder,
    PlaceholderWithDefault as PlaceholderWithDefault, StopGradient as StopGradient,
)
from pellucid.ops.control_flow import Case as Case, If as If
from pellucid.ops.conv import (
    Conv2D as Conv2D, Conv2DBackpropFilter as Conv2DBackpropFilter,
    Conv2DBackpropInput as Conv2DBackpropInput, Conv3D as Conv3D,
    Conv3DBackpropFilterV2 as Conv3DBackpropFilterV2,
    Conv3DBackpropInputV2 as Conv3DBackpropInputV2, DepthwiseConv2dNative as DepthwiseConv2dNative,
    DepthwiseConv2dNativeBackpropFilter as DepthwiseConv2dNativeBackpropFilter,
    DepthwiseConv2dNativeBackpropInput as DepthwiseConv2dNativeBackpropInput,
)
from pellucid.ops.counting import DenseBincount as DenseBincount, InTopKV2 as InTopKV2
from pellucid.ops.creation import (
    Fill as Fill, LinSpace as LinSpace, OnesLike as OnesLike, Range as Range,
    ZerosLike as ZerosLike,
)
from pellucid.ops.crossing import (
    RaggedCross as RaggedCross, SparseCrossHashed as SparseCrossHashed,
    SparseCrossV2 as SparseCrossV2,
)
from pellucid.ops.ctc import CTCLossDense as CTCLossDense
from pellucid.ops.ctc_decoding import (
    CTCBeamSearchDecoder as CTCBeamSearchDecoder, CTCGreedyDecoder as CTCGreedyDecoder,
)
from pellucid.ops.cumulative import (
    Cumprod as Cumprod, Cumsum as Cumsum, CumulativeLogsumexp as CumulativeLogsumexp,
)
from pellucid.ops.decode_csv import DecodeCSV as DecodeCSV
from pellucid.ops.decode_raw import (
    DecodeCompressed as DecodeCompressed, DecodePaddedRaw as DecodePaddedRaw,
    DecodeRaw as DecodeRaw,
)
from pellucid.ops.decomposition import (
    Cholesky as Cholesky, LogMatrixDeterminant as LogMatrixDeterminant, Lu as Lu,
    MatrixDeterminant as MatrixDeterminant, MatrixInverse as MatrixInverse,
    MatrixSolve as MatrixSolve, MatrixTriangularSolve as MatrixTriangularSolve,
)
from pellucid.ops.diagonal import (
    Diag as Diag, DiagPart as DiagPart, MatrixBandPart as MatrixBandPart,
    MatrixDiagPartV3 as MatrixDiagPartV3, MatrixDiagV3 as MatrixDiagV3,
    MatrixSetDiagV3 as MatrixSetDiagV3,
)
from pellucid.ops.division import (
    Div as Div, DivNoNan as DivNoNan, FloorDiv as FloorDiv, FloorMod as FloorMod, Mod as Mod,
    RealDiv as RealDiv, TruncateDiv as TruncateDiv, TruncateMod as TruncateMod, Xdivy as Xdivy,
)
from pellucid.ops.edit_distance import EditDistance as EditDistance
from pellucid.ops.einsum import Einsum as Einsum
from pellucid.ops.exponential import (
    Exp as Exp, Expm1 as Expm1, Log as Log, Log1p as Log1p, Rsqrt as Rsqrt, Sigmoid as Sigmoid,
    Softplus as Softplus, Softsign as Softsign, Sqrt as Sqrt, Xlog1py as Xlog1py, Xlogy as Xlogy,
)
from pellucid.ops.files import (
    MatchingFiles as MatchingFiles, ReadFile as ReadFile, WriteFile as WriteFile,
)
from pellucid.ops.fractional_pooling import (
    FractionalAvgPool as FractionalAvgPool, FractionalAvgPoolGrad as FractionalAvgPoolGrad,
    FractionalMaxPool as FractionalMaxPool, FractionalMaxPoolGrad as FractionalMaxPoolGrad,
)
from pellucid.ops.gather import (
    GatherNd as GatherNd, GatherV2 as GatherV2, Select as Select, SelectV2 as SelectV2,
    Where as Where,
)
from pellucid.ops.generator import RngReadAndSkip as RngReadAndSkip
from pellucid.ops.histogram import (
    Bucketize as Bucketize, HistogramFixedWidth as HistogramFixedWidth,
)
from pellucid.ops.image_box_sampling import (
    DrawBoundingBoxes as DrawBoundingBoxes, DrawBoundingBoxesV2 as DrawBoundingBoxesV2,
    SampleDistortedBoundingBox as SampleDistortedBoundingBox,
    SampleDistortedBoundingBoxV2 as SampleDistortedBoundingBoxV2,
    StatelessSampleDistortedBoundingBox as StatelessSampleDistortedBoundingBox,
)
from pellucid.ops.image_boxes import (
    CombinedNonMaxSuppression as CombinedNonMaxSuppression, NonMaxSuppression as NonMaxSuppression,
    NonMaxSuppressionV2 as NonMaxSuppressionV2, NonMaxSuppressionV3 as NonMaxSuppressionV3,
    NonMaxSuppressionV4 as NonMaxSuppressionV4, NonMaxSuppressionV5 as NonMaxSuppressionV5,
    NonMaxSuppressionWithOverlaps as NonMaxSuppressionWithOverlaps,
)
from pellucid.ops.image_codec import (
    DecodeAndCropJpeg as DecodeAndCropJpeg, DecodeBmp as DecodeBmp, DecodeGif as DecodeGif,
    DecodeImage as DecodeImage, DecodeJpeg as DecodeJpeg, DecodePng as DecodePng,
    DecodeWebP as DecodeWebP, EncodeJpeg as EncodeJpeg,
    EncodeJpegVariableQuality as EncodeJpegVariableQuality, EncodePng as EncodePng,
    ExtractJpegShape as ExtractJpegShape, IsJpeg as IsJpeg,
)
from pellucid.ops.image_color import (
    AdjustContrastv2 as AdjustContrastv2, AdjustHue as AdjustHue,
    AdjustSaturation as AdjustSaturation, HSVToRGB as HSVToRGB, RGBToHSV as RGBToHSV,
)
from pellucid.ops.image_crop_resize import (
    CropAndResize as CropAndResize, CropAndResizeGradBoxes as CropAndResizeGradBoxes,
    CropAndResizeGradImage as CropAndResizeGradImage,
)
from pellucid.ops.image_geometry import (
    ExtractImagePatches as ExtractImagePatches, ExtractVolumePatches as ExtractVolumePatches,
)
from pellucid.ops.image_proposals import (
    GenerateBoundingBoxProposals as GenerateBoundingBoxProposals,
)
from pellucid.ops.image_resize import (
    ResizeArea as ResizeArea, ResizeBicubic as ResizeBicubic,
    ResizeBicubicGrad as ResizeBicubicGrad, ResizeBilinear as ResizeBilinear,
    ResizeBilinearGrad as ResizeBilinearGrad, ResizeNearestNeighbor as ResizeNearestNeighbor,
    ResizeNearestNeighborGrad as ResizeNearestNeighborGrad, ScaleAndTranslate as ScaleAndTranslate,
    ScaleAndTranslateGrad as ScaleAndTranslateGrad,
)
from pellucid.ops.image_transform import (
    ExtractGlimpseV2 as ExtractGlimpseV2, ImageProjectiveTransformV2 as ImageProjectiveTransformV2,
    ImageProjectiveTransformV3 as ImageProjectiveTransformV3,
)
from pellucid.ops.index_shuffle import RandomIndexShuffle as RandomIndexShuffle
from pellucid.ops.isotonic import IsotonicRegression as IsotonicRegression
from pellucid.ops.joining import (
    ConcatV2 as ConcatV2, Pack as Pack, ParallelConcat as ParallelConcat, Split as Split,
    SplitV as SplitV, Unpack as Unpack,
)
from pellucid.ops.json_example import DecodeJSONExample as DecodeJSONExample
from pellucid.ops.linalg import (
    Cross as Cross, MatrixLogarithm as MatrixLogarithm, MatrixSolveLs as MatrixSolveLs,
    MatrixSquareRoot as MatrixSquareRoot,
)
from pellucid.ops.loops import While as While
from pellucid.ops.losses import (
    L2Loss as L2Loss, SoftmaxCrossEntropyWithLogits as SoftmaxCrossEntropyWithLogits,
    SparseSoftmaxCrossEntropyWithLogits as SparseSoftmaxCrossEntropyWithLogits,
)
from pellucid.ops.math import (
    Abs as Abs, Add as Add, AddN as AddN, AddV2 as AddV2, ComplexAbs as ComplexAbs, Inv as Inv,
    Maximum as Maximum, Minimum as Minimum, Mul as Mul, MulNoNan as MulNoNan, Neg as Neg,
    Pow as Pow, Reciprocal as Reciprocal, Sign as Sign, Square as Square,
    SquaredDifference as SquaredDifference, Sub as Sub,
)
from pellucid.ops.matmul import (
    BatchMatMul as BatchMatMul, BatchMatMulV2 as BatchMatMulV2, BatchMatMulV3 as BatchMatMulV3,
    MatMul as MatMul,
)
from pellucid.ops.morphology import (
    Dilation2D as Dilation2D, Dilation2DBackpropFilter as Dilation2DBackpropFilter,
    Dilation2DBackpropInput as Dilation2DBackpropInput,
)
from pellucid.ops.normalization import (
    BiasAdd as BiasAdd, BiasAddGrad as BiasAddGrad, BiasAddV1 as BiasAddV1, LRN as LRN,
    LRNGrad as LRNGrad,
)
from pellucid.ops.padding import (
    MirrorPad as MirrorPad, MirrorPadGrad as MirrorPadGrad, Pad as Pad, PadV2 as PadV2,
)
from pellucid.ops.parse_example import (
    ParseExampleV2 as ParseExampleV2, ParseSequenceExampleV2 as ParseSequenceExampleV2,
)
from pellucid.ops.partitioning import (
    DynamicPartition as DynamicPartition, DynamicStitch as DynamicStitch,
    ParallelDynamicStitch as ParallelDynamicStitch,
)
from pellucid.ops.patterns import OneHot as OneHot, UnravelIndex as UnravelIndex
from pellucid.ops.pooling import (
    AvgPool as AvgPool, AvgPool3D as AvgPool3D, AvgPool3DGrad as AvgPool3DGrad,
    AvgPoolGrad as AvgPoolGrad, MaxPool as MaxPool, MaxPool3D as MaxPool3D,
    MaxPool3DGrad as MaxPool3DGrad, MaxPool3DGradGrad as MaxPool3DGradGrad,
    MaxPoolGrad as MaxPoolGrad, MaxPoolGradGrad as MaxPoolGradGrad,
)
from pellucid.ops.pooling_argmax import (
    MaxPoolGradGradWithArgmax as MaxPoolGradGradWithArgmax,
    MaxPoolGradWithArgmax as MaxPoolGradWithArgmax, MaxPoolWithArgmax as MaxPoolWithArgmax,
)
from pellucid.ops.printing import Print as PrintV2
from pellucid.ops.proto_codec import DecodeProtoV2 as DecodeProtoV2, EncodeProto as EncodeProto
from pellucid.ops.quantization import (
    FakeQuantWithMinMaxArgs as FakeQuantWithMinMaxArgs,
    FakeQuantWithMinMaxArgsGradient as FakeQuantWithMinMaxArgsGradient,
    FakeQuantWithMinMaxVars as FakeQuantWithMinMaxVars,
    FakeQuantWithMinMaxVarsGradient as FakeQuantWithMinMaxVarsGradient,
    FakeQuantWithMinMaxVarsPerChannel as FakeQuantWithMinMaxVarsPerChannel,
    FakeQuantWithMinMaxVarsPerChannelGradient as FakeQuantWithMinMaxVarsPerChannelGradient,
    QuantizeAndDequantizeV4 as QuantizeAndDequantizeV4,
)
from pellucid.ops.quantized import (
    Dequantize as Dequantize, QuantizeV2 as QuantizeV2, QuantizedConcat as QuantizedConcat,
)
from pellucid.ops.queue import (
    Close as QueueCloseV2, DequeueMany as QueueDequeueManyV2, DequeueUpTo as QueueDequeueUpToV2,
    Dequeue as QueueDequeueV2, EnqueueMany as QueueEnqueueManyV2, Enqueue as QueueEnqueueV2,
    IsClosed as QueueIsClosedV2, Size as QueueSizeV2,
)
from pellucid.ops.ragged_conversion import (
    RaggedTensorToSparse as RaggedTensorToSparse, RaggedTensorToTensor as RaggedTensorToTensor,
)
from pellucid.ops.ragged_creation import RaggedRange as RaggedRange
from pellucid.ops.ragged_fill import (
    RaggedFillEmptyRows as RaggedFillEmptyRows, RaggedFillEmptyRowsGrad as RaggedFillEmptyRowsGrad,
)
from pellucid.ops.random import (
    RandomShuffle as RandomShuffle, RandomStandardNormal as RandomStandardNormal,
    RandomUniform as RandomUniform, RandomUniformInt as RandomUniformInt,
    TruncatedNormal as TruncatedNormal,
)
from pellucid.ops.random_distributions import (
    RandomGamma as RandomGamma, RandomGammaGrad as RandomGammaGrad,
    RandomPoissonV2 as RandomPoissonV2, StatefulRandomBinomial as StatefulRandomBinomial,
    StatelessRandomBinomial as StatelessRandomBinomial,
    StatelessRandomGammaV2 as StatelessRandomGammaV2,
    StatelessRandomGammaV3 as StatelessRandomGammaV3,
    StatelessRandomPoisson as StatelessRandomPoisson,
)
from pellucid.ops.recurrent import (
    GRUSequence as GRUSequence, GRUSequenceGrad as GRUSequenceGrad, LSTMSequence as LSTMSequence,
    LSTMSequenceGrad as LSTMSequenceGrad,
)
from pellucid.ops.reduction import (
    All as All, Any_ as Any, EuclideanNorm as EuclideanNorm, Max as Max, Mean as Mean, Min as Min,
    Prod as Prod, Sum as Sum,
)
from pellucid.ops.regex import (
    RegexFullMatch as RegexFullMatch, RegexReplace as RegexReplace,
    StaticRegexFullMatch as StaticRegexFullMatch, StaticRegexReplace as StaticRegexReplace,
)
from pellucid.ops.repeating import Tile as Tile
from pellucid.ops.reversing import (
    ReverseSequence as ReverseSequence, ReverseV2 as ReverseV2, Roll as Roll,
)
from pellucid.ops.rounding import Ceil as Ceil, Floor as Floor, Rint as Rint, Round as Round
from pellucid.ops.scatter import (
    ScatterNd as ScatterNd, TensorScatterAdd as TensorScatterAdd,
    TensorScatterMax as TensorScatterMax, TensorScatterMin as TensorScatterMin,
    TensorScatterSub as TensorScatterSub, TensorScatterUpdate as TensorScatterUpdate,
)
from pellucid.ops.segment import (
    SegmentMax as SegmentMax, SegmentMean as SegmentMean, SegmentMin as SegmentMin,
    SegmentProd as SegmentProd, SegmentSum as SegmentSum, UnsortedSegmentMax as UnsortedSegmentMax,
    UnsortedSegmentMin as UnsortedSegmentMin, UnsortedSegmentProd as UnsortedSegmentProd,
    UnsortedSegmentSum as UnsortedSegmentSum,
)
from pellucid.ops.sets import (
    DenseToDenseSetOperation as DenseToDenseSetOperation,
    DenseToSparseSetOperation as DenseToSparseSetOperation, SetSize as SetSize,
    SparseToSparseSetOperation as SparseToSparseSetOperation,
)
from pellucid.ops.signal_fft import (
    FFT as FFT, FFT2D as FFT2D, FFT3D as FFT3D, IFFT as IFFT, IFFT2D as IFFT2D, IFFT3D as IFFT3D,
    IRFFT as IRFFT, IRFFT2D as IRFFT2D, IRFFT3D as IRFFT3D, RFFT as RFFT, RFFT2D as RFFT2D,
    RFFT3D as RFFT3D,
)
from pellucid.ops.signal_fftnd import (
    FFTND as FFTND, IFFTND as IFFTND, IRFFTND as IRFFTND, RFFTND as RFFTND,
)
from pellucid.ops.slicing import (
    ResourceStridedSliceAssign as ResourceStridedSliceAssign, Slice as Slice,
    StridedSlice as StridedSlice, StridedSliceGrad as StridedSliceGrad,
    TensorStridedSliceUpdate as TensorStridedSliceUpdate,
)
from pellucid.ops.sobol import SobolSample as SobolSample
from pellucid.ops.sorting import (
    LowerBound as LowerBound, NthElement as NthElement, TopK as TopKV2, UpperBound as UpperBound,
)
from pellucid.ops.sparse_conversion import SparseToDense as SparseToDense
from pellucid.ops.sparse_counting import (
    DenseCountSparseOutput as DenseCountSparseOutput,
    RaggedCountSparseOutput as RaggedCountSparseOutput,
    SparseCountSparseOutput as SparseCountSparseOutput,
)
from pellucid.ops.sparse_layout import SparseFillEmptyRows as SparseFillEmptyRows
from pellucid.ops.sparse_math import SparseTensorDenseMatMul as SparseTensorDenseMatMul
from pellucid.ops.sparse_segment import (
    SparseSegmentMean as SparseSegmentMean,
    SparseSegmentMeanWithNumSegments as SparseSegmentMeanWithNumSegments,
    SparseSegmentSqrtN as SparseSegmentSqrtN,
    SparseSegmentSqrtNWithNumSegments as SparseSegmentSqrtNWithNumSegments,
    SparseSegmentSum as SparseSegmentSum,
    SparseSegmentSumWithNumSegments as SparseSegmentSumWithNumSegments,
)
from pellucid.ops.sparse_serialization import (
    DeserializeManySparse as DeserializeManySparse, SerializeManySparse as SerializeManySparse,
    SerializeSparse as SerializeSparse,
)
from pellucid.ops.special import (
    Betainc as Betainc, Digamma as Digamma, Erf as Erf, Erfc as Erfc, Erfinv as Erfinv,
    Igamma as Igamma, IgammaGradA as IgammaGradA, Igammac as Igammac, Lgamma as Lgamma,
    Ndtri as Ndtri, NextAfter as NextAfter, Polygamma as Polygamma, Zeta as Zeta,
)
from pellucid.ops.spectral import (
    Eig as Eig, Qr as Qr, SelfAdjointEigV2 as SelfAdjointEigV2, Svd as Svd,
)
from pellucid.ops.state import (
    AssignAddVariableOp as AssignAddVariableOp, AssignSubVariableOp as AssignSubVariableOp,
    AssignVariableOp as AssignVariableOp, ReadVariableOp as ReadVariableOp,
    ResourceGather as ResourceGather, ResourceScatterAdd as ResourceScatterAdd,
    ResourceScatterDiv as ResourceScatterDiv, ResourceScatterMax as ResourceScatterMax,
    ResourceScatterMin as ResourceScatterMin, ResourceScatterMul as ResourceScatterMul,
    ResourceScatterNdAdd as ResourceScatterNdAdd, ResourceScatterNdMax as ResourceScatterNdMax,
    ResourceScatterNdMin as ResourceScatterNdMin, ResourceScatterNdSub as ResourceScatterNdSub,
    ResourceScatterNdUpdate as ResourceScatterNdUpdate, ResourceScatterSub as ResourceScatterSub,
    ResourceScatterUpdate as ResourceScatterUpdate, VarHandleOp as VarHandleOp,
    VarIsInitializedOp as VarIsInitializedOp,
)
from pellucid.ops.stateless_random import (
    StatelessRandomGetAlg as StatelessRandomGetAlg,
    StatelessRandomGetKeyCounter as StatelessRandomGetKeyCounter,
    StatelessRandomGetKeyCounterAlg as StatelessRandomGetKeyCounterAlg,
    StatelessRandomNormal as StatelessRandomNormal,
    StatelessRandomNormalV2 as StatelessRandomNormalV2,
    StatelessRandomUniform as StatelessRandomUniform,
    StatelessRandomUniformFullInt as StatelessRandomUniformFullInt,
    StatelessRandomUniformFullIntV2 as StatelessRandomUniformFullIntV2,
    StatelessRandomUniformInt as StatelessRandomUniformInt,
    StatelessRandomUniformIntV2 as StatelessRandomUniformIntV2,
    StatelessRandomUniformV2 as StatelessRandomUniformV2, StatelessShuffle as StatelessShuffle,
    StatelessTruncatedNormal as StatelessTruncatedNormal,
    StatelessTruncatedNormalV2 as StatelessTruncatedNormalV2,
)
from pellucid.ops.string_basic import (
    StringLength as StringLength, StringLower as StringLower, StringStrip as StringStrip,
    StringUpper as StringUpper, Substr as Substr,
)
from pellucid.ops.string_format import StringFormat as StringFormat
from pellucid.ops.string_hash import (
    Fingerprint as Fingerprint, StringToHashBucket as StringToHashBucket,
    StringToHashBucketFast as StringToHashBucketFast,
    StringToHashBucketStrong as StringToHashBucketStrong,
)
from pellucid.ops.string_join import (
    ReduceJoin as ReduceJoin, StringJoin as StringJoin, StringNGrams as StringNGrams,
    UnsortedSegmentJoin as UnsortedSegmentJoin,
)
from pellucid.ops.string_numbers import AsString as AsString, StringToNumber as StringToNumber
from pellucid.ops.string_split import StringSplit as StringSplit, StringSplitV2 as StringSplitV2
from pellucid.ops.tables import (
    LookupTableExportV2 as LookupTableExportV2, LookupTableFindV2 as LookupTableFindV2,
    LookupTableImportV2 as LookupTableImportV2, LookupTableInsertV2 as LookupTableInsertV2,
    LookupTableRemoveV2 as LookupTableRemoveV2, LookupTableSizeV2 as LookupTableSizeV2,
)
from pellucid.ops.tensor_proto import ParseTensor as ParseTensor, SerializeTensor as SerializeTensor
from pellucid.ops.training import (
    ResourceApplyAdaMax as ResourceApplyAdaMax, ResourceApplyAdadelta as ResourceApplyAdadelta,
    ResourceApplyAdagrad as ResourceApplyAdagrad, ResourceApplyAdagradDA as ResourceApplyAdagradDA,
    ResourceApplyAdagradV2 as ResourceApplyAdagradV2, ResourceApplyAdam as ResourceApplyAdam,
    ResourceApplyAdamWithAmsgrad as ResourceApplyAdamWithAmsgrad,
    ResourceApplyAddSign as ResourceApplyAddSign,
    ResourceApplyCenteredRMSProp as ResourceApplyCenteredRMSProp,
    ResourceApplyFtrl as ResourceApplyFtrl, ResourceApplyFtrlV2 as ResourceApplyFtrlV2,
    ResourceApplyGradientDescent as ResourceApplyGradientDescent,
    ResourceApplyKerasMomentum as ResourceApplyKerasMomentum,
    ResourceApplyMomentum as ResourceApplyMomentum,
    ResourceApplyPowerSign as ResourceApplyPowerSign,
    ResourceApplyProximalAdagrad as ResourceApplyProximalAdagrad,
    ResourceApplyProximalGradientDescent as ResourceApplyProximalGradientDescent,
    ResourceApplyRMSProp as ResourceApplyRMSProp,
    ResourceSparseApplyAdadelta as ResourceSparseApplyAdadelta,
    ResourceSparseApplyAdagrad as ResourceSparseApplyAdagrad,
    ResourceSparseApplyAdagradDA as ResourceSparseApplyAdagradDA,
    ResourceSparseApplyAdagradV2 as ResourceSparseApplyAdagradV2,
    ResourceSparseApplyCenteredRMSProp as ResourceSparseApplyCenteredRMSProp,
    ResourceSparseApplyFtrl as ResourceSparseApplyFtrl,
    ResourceSparseApplyFtrlV2 as ResourceSparseApplyFtrlV2,
    ResourceSparseApplyKerasMomentum as ResourceSparseApplyKerasMomentum,
    ResourceSparseApplyMomentum as ResourceSparseApplyMomentum,
    ResourceSparseApplyProximalAdagrad as ResourceSparseApplyProximalAdagrad,
    ResourceSparseApplyProximalGradientDescent as ResourceSparseApplyProximalGradientDescent,
    ResourceSparseApplyRMSProp as ResourceSparseApplyRMSProp,
)
from pellucid.ops.tridiagonal import TridiagonalSolve as TridiagonalSolve
from pellucid.ops.trigonometric import (
    Acos as Acos, Acosh as Acosh, Asin as Asin, Asinh as Asinh, Atan as Atan, Atan2 as Atan2,
    Atanh as Atanh, Cos as Cos, Cosh as Cosh, Sin as Sin, Sinh as Sinh, Tan as Tan, Tanh as Tanh,
)
from pellucid.ops.unary_gradients import (
    InvGrad as InvGrad, ReciprocalGrad as ReciprocalGrad, RsqrtGrad as RsqrtGrad,
    SigmoidGrad as SigmoidGrad, SoftplusGrad as SoftplusGrad, SoftsignGrad as SoftsignGrad,
    SqrtGrad as SqrtGrad, TanhGrad as TanhGrad,
)
from pellucid.ops.unicode import (
    UnicodeDecode as UnicodeDecode, UnicodeDecodeWithOffsets as UnicodeDecodeWithOffsets,
    UnicodeEncode as UnicodeEncode, UnicodeScript as UnicodeScript,
    UnicodeTranscode as UnicodeTranscode,
)
from pellucid.ops.unique import (
    ListDiff as ListDiff, UniqueOp as Unique, UniqueV2 as UniqueV2,
    UniqueWithCountsOp as UniqueWithCounts, UniqueWithCountsV2 as UniqueWithCountsV2,
)

__all__ = [
    "Abs", "Acos", "Acosh", "Add", "AddN", "AddV2", "AdjustContrastv2", "AdjustHue",
    "AdjustSaturation", "All", "AllCandidateSampler", "Angle", "Any", "ApproxTopK",
    "ApproximateEqual", "ArgMax", "ArgMin", "AsString", "Asin", "Asinh", "Assert",
    "AssignAddVariableOp", "AssignSubVariableOp", "AssignVariableOp", "Atan", "Atan2", "Atanh",
    "AvgPool", "AvgPool3D", "AvgPool3DGrad", "AvgPoolGrad", "BatchMatMul", "BatchMatMulV2",
    "BatchMatMulV3", "BatchToSpaceND", "BesselI0", "BesselI0e", "BesselI1", "BesselI1e",
    "BesselJ0", "BesselJ1", "BesselK0", "BesselK0e", "BesselK1", "BesselK1e", "BesselY0",
    "BesselY1", "Betainc", "BiasAdd", "BiasAddGrad", "BiasAddV1", "Bitcast", "BitwiseAnd",
    "BitwiseOr", "BitwiseXor", "BroadcastArgs", "BroadcastGradientArgs", "BroadcastTo",
    "Bucketize", "CTCBeamSearchDecoder", "CTCGreedyDecoder", "CTCLossDense", "Case", "Cast",
    "Ceil", "CheckNumerics", "Cholesky", "ClipByValue", "CombinedNonMaxSuppression", "Complex",
    "ComplexAbs", "ComputeAccidentalHits", "ConcatV2", "Conj", "ConjugateTranspose", "Const",
    "Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput", "Conv3D", "Conv3DBackpropFilterV2",
    "Conv3DBackpropInputV2", "Cos", "Cosh", "CropAndResize", "CropAndResizeGradBoxes",
    "CropAndResizeGradImage", "Cross", "Cumprod", "Cumsum", "CumulativeLogsumexp", "Dawsn",
    "DecodeAndCropJpeg", "DecodeBase64", "DecodeBmp", "DecodeCSV", "DecodeCompressed",
    "DecodeGif", "DecodeImage", "DecodeJSONExample", "DecodeJpeg", "DecodePaddedRaw",
    "DecodePng", "DecodeProtoV2", "DecodeRaw", "DecodeWav", "DecodeWebP", "DenseBincount",
    "DenseCountSparseOutput", "DenseToDenseSetOperation", "DenseToSparseSetOperation",
    "DepthToSpace", "DepthwiseConv2dNative", "DepthwiseConv2dNativeBackpropFilter",
    "DepthwiseConv2dNativeBackpropInput", "Dequantize", "DeserializeManySparse", "Diag",
    "DiagPart", "Digamma", "Dilation2D", "Dilation2DBackpropFilter", "Dilation2DBackpropInput",
    "Div", "DivNoNan", "DrawBoundingBoxes", "DrawBoundingBoxesV2", "DynamicPartition",
    "DynamicStitch", "EditDistance", "Eig", "Einsum", "Elu", "EluGrad", "EncodeBase64",
    "EncodeJpeg", "EncodeJpegVariableQuality", "EncodePng", "EncodeProto", "EncodeWav",
    "EnsureShape", "Equal", "Erf", "Erfc", "Erfinv", "EuclideanNorm", "Exp", "ExpandDims",
    "Expint", "Expm1", "ExtractGlimpseV2", "ExtractImagePatches", "ExtractJpegShape",
    "ExtractVolumePatches", "FFT", "FFT2D", "FFT3D", "FFTND", "FakeQuantWithMinMaxArgs",
    "FakeQuantWithMinMaxArgsGradient", "FakeQuantWithMinMaxVars",
    "FakeQuantWithMinMaxVarsGradient", "FakeQuantWithMinMaxVarsPerChannel",
    "FakeQuantWithMinMaxVarsPerChannelGradient", "Fill", "Fingerprint",
    "FixedUnigramCandidateSampler", "Floor", "FloorDiv", "FloorMod", "FractionalAvgPool",
    "FractionalAvgPoolGrad", "FractionalMaxPool", "FractionalMaxPoolGrad", "FresnelCos",
    "FresnelSin", "FusedBatchNorm", "FusedBatchNormGradV3", "FusedBatchNormV2",
    "FusedBatchNormV3", "GRUSequence", "GRUSequenceGrad", "GatherNd", "GatherV2",
    "GenerateBoundingBoxProposals", "Greater", "GreaterEqual", "HSVToRGB",
    "HistogramFixedWidth", "IFFT", "IFFT2D", "IFFT3D", "IFFTND", "IRFFT", "IRFFT2D", "IRFFT3D",
    "IRFFTND", "Identity", "IdentityN", "If", "Igamma", "IgammaGradA", "Igammac", "Imag",
    "ImageProjectiveTransformV2", "ImageProjectiveTransformV3", "InTopKV2", "Inv", "InvGrad",
    "Invert", "InvertPermutation", "IsFinite", "IsInf", "IsJpeg", "IsNan", "IsotonicRegression",
    "L2Loss", "LRN", "LRNGrad", "LSTMSequence", "LSTMSequenceGrad", "LeakyRelu",
    "LeakyReluGrad", "LearnedUnigramCandidateSampler", "LeftShift", "Less", "LessEqual",
    "Lgamma", "LinSpace", "ListDiff", "Log", "Log1p", "LogMatrixDeterminant", "LogSoftmax",
    "LogUniformCandidateSampler", "LogicalAnd", "LogicalNot", "LogicalOr",
    "LookupTableExportV2", "LookupTableFindV2", "LookupTableImportV2", "LookupTableInsertV2",
    "LookupTableRemoveV2", "LookupTableSizeV2", "LowerBound", "Lu", "MatMul", "MatchingFiles",
    "MatrixBandPart", "MatrixDeterminant", "MatrixDiagPartV3", "MatrixDiagV3", "MatrixInverse",
    "MatrixLogarithm", "MatrixSetDiagV3", "MatrixSolve", "MatrixSolveLs", "MatrixSquareRoot",
    "MatrixTriangularSolve", "Max", "MaxPool", "MaxPool3D", "MaxPool3DGrad",
    "MaxPool3DGradGrad", "MaxPoolGrad", "MaxPoolGradGrad", "MaxPoolGradGradWithArgmax",
    "MaxPoolGradWithArgmax", "MaxPoolWithArgmax", "Maximum", "Mean", "Min", "Minimum",
    "MirrorPad", "MirrorPadGrad", "Mod", "Mul", "MulNoNan", "Multinomial", "Ndtri", "Neg",
    "NextAfter", "NoOp", "NonMaxSuppression", "NonMaxSuppressionV2", "NonMaxSuppressionV3",
    "NonMaxSuppressionV4", "NonMaxSuppressionV5", "NonMaxSuppressionWithOverlaps", "NotEqual",
    "NthElement", "OneHot", "OnesLike", "Pack", "Pad", "PadV2", "ParallelConcat",
    "ParallelDynamicStitch", "ParameterizedTruncatedNormal", "ParseExampleV2",
    "ParseSequenceExampleV2", "ParseTensor", "Placeholder", "PlaceholderWithDefault",
    "Polygamma", "PopulationCount", "Pow", "PrintV2", "Prod", "Qr", "QuantizeAndDequantizeV4",
    "QuantizeV2", "QuantizedConcat", "QueueCloseV2", "QueueDequeueManyV2", "QueueDequeueUpToV2",
    "QueueDequeueV2", "QueueEnqueueManyV2", "QueueEnqueueV2", "QueueIsClosedV2", "QueueSizeV2",
    "RFFT", "RFFT2D", "RFFT3D", "RFFTND", "RGBToHSV", "RaggedCountSparseOutput", "RaggedCross",
    "RaggedFillEmptyRows", "RaggedFillEmptyRowsGrad", "RaggedRange", "RaggedTensorToSparse",
    "RaggedTensorToTensor", "RandomGamma", "RandomGammaGrad", "RandomIndexShuffle",
    "RandomPoissonV2", "RandomShuffle", "RandomStandardNormal", "RandomUniform",
    "RandomUniformInt", "Range", "Rank", "ReadFile", "ReadVariableOp", "Real", "RealDiv",
    "Reciprocal", "ReciprocalGrad", "ReduceJoin", "RegexFullMatch", "RegexReplace", "Relu",
    "Relu6", "Relu6Grad", "ReluGrad", "Reshape", "ResizeArea", "ResizeBicubic",
    "ResizeBicubicGrad", "ResizeBilinear", "ResizeBilinearGrad", "ResizeNearestNeighbor",
    "ResizeNearestNeighborGrad", "ResourceApplyAdaMax", "ResourceApplyAdadelta",
    "ResourceApplyAdagrad", "ResourceApplyAdagradDA", "ResourceApplyAdagradV2",
    "ResourceApplyAdam", "ResourceApplyAdamWithAmsgrad", "ResourceApplyAddSign",
    "ResourceApplyCenteredRMSProp", "ResourceApplyFtrl", "ResourceApplyFtrlV2",
    "ResourceApplyGradientDescent", "ResourceApplyKerasMomentum", "ResourceApplyMomentum",
    "ResourceApplyPowerSign", "ResourceApplyProximalAdagrad",
    "ResourceApplyProximalGradientDescent", "ResourceApplyRMSProp", "ResourceGather",
    "ResourceScatterAdd", "ResourceScatterDiv", "ResourceScatterMax", "ResourceScatterMin",
    "ResourceScatterMul", "ResourceScatterNdAdd", "ResourceScatterNdMax",
    "ResourceScatterNdMin", "ResourceScatterNdSub", "ResourceScatterNdUpdate",
    "ResourceScatterSub", "ResourceScatterUpdate", "ResourceSparseApplyAdadelta",
    "ResourceSparseApplyAdagrad", "ResourceSparseApplyAdagradDA",
    "ResourceSparseApplyAdagradV2", "ResourceSparseApplyCenteredRMSProp",
    "ResourceSparseApplyFtrl", "ResourceSparseApplyFtrlV2", "ResourceSparseApplyKerasMomentum",
    "ResourceSparseApplyMomentum", "ResourceSparseApplyProximalAdagrad",
    "ResourceSparseApplyProximalGradientDescent", "ResourceSparseApplyRMSProp",
    "ResourceStridedSliceAssign", "ReverseSequence", "ReverseV2", "RightShift", "Rint",
    "RngReadAndSkip", "Roll", "Round", "Rsqrt", "RsqrtGrad", "SampleDistortedBoundingBox",
    "SampleDistortedBoundingBoxV2", "ScaleAndTranslate", "ScaleAndTranslateGrad", "ScatterNd",
    "SegmentMax", "SegmentMean", "SegmentMin", "SegmentProd", "SegmentSum", "Select",
    "SelectV2", "SelfAdjointEigV2", "Selu", "SeluGrad", "SerializeManySparse",
    "SerializeSparse", "SerializeTensor", "SetSize", "Shape", "ShapeN", "Sigmoid",
    "SigmoidGrad", "Sign", "Sin", "Sinh", "Size", "Slice", "SobolSample", "Softmax",
    "SoftmaxCrossEntropyWithLogits", "Softplus", "SoftplusGrad", "Softsign", "SoftsignGrad",
    "SpaceToBatchND", "SpaceToDepth", "SparseCountSparseOutput", "SparseCrossHashed",
    "SparseCrossV2", "SparseFillEmptyRows", "SparseSegmentMean",
    "SparseSegmentMeanWithNumSegments", "SparseSegmentSqrtN",
    "SparseSegmentSqrtNWithNumSegments", "SparseSegmentSum", "SparseSegmentSumWithNumSegments",
    "SparseSoftmaxCrossEntropyWithLogits", "SparseTensorDenseMatMul", "SparseToDense",
    "SparseToSparseSetOperation", "Spence", "Split", "SplitV", "Sqrt", "SqrtGrad", "Square",
    "SquaredDifference", "Squeeze", "StatefulRandomBinomial", "StatelessMultinomial",
    "StatelessParameterizedTruncatedNormal", "StatelessRandomBinomial",
    "StatelessRandomGammaV2", "StatelessRandomGammaV3", "StatelessRandomGetAlg",
    "StatelessRandomGetKeyCounter", "StatelessRandomGetKeyCounterAlg", "StatelessRandomNormal",
    "StatelessRandomNormalV2", "StatelessRandomPoisson", "StatelessRandomUniform",
    "StatelessRandomUniformFullInt", "StatelessRandomUniformFullIntV2",
    "StatelessRandomUniformInt", "StatelessRandomUniformIntV2", "StatelessRandomUniformV2",
    "StatelessSampleDistortedBoundingBox", "StatelessShuffle", "StatelessTruncatedNormal",
    "StatelessTruncatedNormalV2", "StaticRegexFullMatch", "StaticRegexReplace", "StopGradient",
    "StridedSlice", "StridedSliceGrad", "StringFormat", "StringJoin", "StringLength",
    "StringLower", "StringNGrams", "StringSplit", "StringSplitV2", "StringStrip",
    "StringToHashBucket", "StringToHashBucketFast", "StringToHashBucketStrong",
    "StringToNumber", "StringUpper", "Sub", "Substr", "Sum", "Svd", "Tan", "Tanh", "TanhGrad",
    "TensorScatterAdd", "TensorScatterMax", "TensorScatterMin", "TensorScatterSub",
    "TensorScatterUpdate", "TensorStridedSliceUpdate", "ThreadUnsafeUnigramCandidateSampler",
    "Tile", "Timestamp", "TopKV2", "Transpose", "TridiagonalSolve", "TruncateDiv",
    "TruncateMod", "TruncatedNormal", "UnicodeDecode", "UnicodeDecodeWithOffsets",
    "UnicodeEncode", "UnicodeScript", "UnicodeTranscode", "UniformCandidateSampler", "Unique",
    "UniqueV2", "UniqueWithCounts", "UniqueWithCountsV2", "Unpack", "UnravelIndex",
    "UnsortedSegmentJoin", "UnsortedSegmentMax", "UnsortedSegmentMin", "UnsortedSegmentProd",
    "UnsortedSegmentSum", "UpperBound", "VarHandleOp", "VarIsInitializedOp", "Where", "While",
    "WriteFile", "Xdivy", "Xlog1py", "Xlogy", "ZerosLike", "Zeta",
]

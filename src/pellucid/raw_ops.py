"""`tf.raw_ops`: every op by TensorFlow's name.

They are called by keywords: `tf.raw_ops.MatMul(a=x, b=y)`.

Written by `tools/raw_ops.py`; a test keeps it complete. What several ops of TensorFlow return is a
named tuple here, too: `tf.raw_ops.TopKV2(input=x, k=2).indices`.
"""

# fmt: off
# ruff: noqa: I001
from pellucid.ops.activation import (
    Elu, EluGrad, LeakyRelu, LeakyReluGrad, LogSoftmax, Relu, Relu6, Relu6Grad, ReluGrad, Selu,
    SeluGrad, Softmax,
)
from pellucid.ops.approx_top_k import ApproxTopK
from pellucid.ops.argmax import ArgMax, ArgMin
from pellucid.ops.array import (
    ConjugateTranspose, EnsureShape, ExpandDims, IdentityN, InvertPermutation, Rank, Reshape, Shape,
    ShapeN, Size, Squeeze, Transpose,
)
from pellucid.ops.assertion import AssertOp as Assert, CheckNumerics
from pellucid.ops.audio_wav import DecodeWav, EncodeWav
from pellucid.ops.base64 import DecodeBase64, EncodeBase64
from pellucid.ops.batch_norm import (
    FusedBatchNorm, FusedBatchNormGradV3, FusedBatchNormV2, FusedBatchNormV3,
)
from pellucid.ops.bessel import (
    BesselI0, BesselI0e, BesselI1, BesselI1e, BesselJ0, BesselJ1, BesselK0, BesselK0e, BesselK1,
    BesselK1e, BesselY0, BesselY1, Dawsn, Expint, FresnelCos, FresnelSin, Spence,
)
from pellucid.ops.bitwise import (
    BitwiseAnd, BitwiseOr, BitwiseXor, Invert, LeftShift, PopulationCount, RightShift,
)
from pellucid.ops.blocks import BatchToSpaceND, DepthToSpace, SpaceToBatchND, SpaceToDepth
from pellucid.ops.bounded_normal import (
    ParameterizedTruncatedNormal, StatelessParameterizedTruncatedNormal,
)
from pellucid.ops.broadcasting import BroadcastArgs, BroadcastGradientArgs, BroadcastTo
from pellucid.ops.candidate_sampling import (
    AllCandidateSampler, ComputeAccidentalHits, FixedUnigramCandidateSampler,
    LearnedUnigramCandidateSampler, LogUniformCandidateSampler, ThreadUnsafeUnigramCandidateSampler,
    UniformCandidateSampler,
)
from pellucid.ops.casting import Bitcast, Cast
from pellucid.ops.categorical import Multinomial, StatelessMultinomial
from pellucid.ops.clipping import ClipByValue
from pellucid.ops.clock import Timestamp
from pellucid.ops.comparison import (
    ApproximateEqual, Equal, Greater, GreaterEqual, IsFinite, IsInf, IsNan, Less, LessEqual,
    LogicalAnd, LogicalNot, LogicalOr, NotEqual,
)
from pellucid.ops.complex import Angle, Complex, Conj, Imag, Real
from pellucid.ops.composed_arrays import (
    AccumulateNV2, BatchToSpace, Bincount, Concat, ConcatOffset, DataFormatDimMap,
    DataFormatVecPermute, DeepCopy, Empty, Gather, GuaranteeConst, InTopK, InplaceAdd, InplaceSub,
    InplaceUpdate, MaxPoolV2, NearestNeighbors, PreventGradient, ResourceGatherNd, Reverse,
    ScatterNdNonAliasingAdd, ShardedFilename, ShardedFilespec, Snapshot, SpaceToBatch, ToBool,
    VariableShape,
)
from pellucid.ops.composed_linalg import (
    BandedTriangularSolve, MatrixDiag, MatrixDiagPart, MatrixDiagPartV2, MatrixDiagV2,
    MatrixSetDiag, MatrixSetDiagV2, TridiagonalMatMul,
)
from pellucid.ops.composed_recurrent import BlockLSTM, BlockLSTMV2, GRUBlockCell, LSTMBlockCell
from pellucid.ops.composed_sparse import (
    RaggedBincount, SparseAdd, SparseBincount, SparseConcat, SparseDenseCwiseAdd,
    SparseDenseCwiseDiv, SparseDenseCwiseMul, SparseFillEmptyRowsGrad, SparseMatMul,
    SparseReduceMax, SparseReduceMaxSparse, SparseReduceSum, SparseReduceSumSparse, SparseReorder,
    SparseReshape, SparseSegmentMeanGrad, SparseSegmentSqrtNGrad, SparseSegmentSumGrad, SparseSlice,
    SparseSoftmax, SparseSparseMaximum, SparseSparseMinimum, SparseSplit, SparseTensorDenseAdd,
)
from pellucid.ops.constants import (
    Const, Identity, NoOp, Placeholder, PlaceholderWithDefault, StopGradient,
)
from pellucid.ops.control_flow import Case, If
from pellucid.ops.conv import (
    Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, Conv3D, Conv3DBackpropFilterV2,
    Conv3DBackpropInputV2, DepthwiseConv2dNative, DepthwiseConv2dNativeBackpropFilter,
    DepthwiseConv2dNativeBackpropInput,
)
from pellucid.ops.counting import DenseBincount, InTopKV2
from pellucid.ops.creation import Fill, LinSpace, OnesLike, Range, ZerosLike
from pellucid.ops.crossing import RaggedCross, SparseCrossHashed, SparseCrossV2
from pellucid.ops.ctc import CTCLossDense
from pellucid.ops.ctc_decoding import CTCBeamSearchDecoder, CTCGreedyDecoder
from pellucid.ops.cumulative import Cumprod, Cumsum, CumulativeLogsumexp
from pellucid.ops.decode_csv import DecodeCSV
from pellucid.ops.decode_raw import DecodeCompressed, DecodePaddedRaw, DecodeRaw
from pellucid.ops.decomposition import (
    Cholesky, LogMatrixDeterminant, Lu, MatrixDeterminant, MatrixInverse, MatrixSolve,
    MatrixTriangularSolve,
)
from pellucid.ops.diagonal import (
    Diag, DiagPart, MatrixBandPart, MatrixDiagPartV3, MatrixDiagV3, MatrixSetDiagV3,
)
from pellucid.ops.division import (
    Div, DivNoNan, FloorDiv, FloorMod, Mod, RealDiv, TruncateDiv, TruncateMod, Xdivy,
)
from pellucid.ops.edit_distance import EditDistance
from pellucid.ops.einsum import Einsum
from pellucid.ops.exponential import (
    Exp, Expm1, Log, Log1p, Rsqrt, Sigmoid, Softplus, Softsign, Sqrt, Xlog1py, Xlogy,
)
from pellucid.ops.files import MatchingFiles, ReadFile, WriteFile
from pellucid.ops.fractional_pooling import (
    FractionalAvgPool, FractionalAvgPoolGrad, FractionalMaxPool, FractionalMaxPoolGrad,
)
from pellucid.ops.gather import GatherNd, GatherV2, Select, SelectV2, Where
from pellucid.ops.generator import RngReadAndSkip
from pellucid.ops.histogram import Bucketize, HistogramFixedWidth
from pellucid.ops.image_box_sampling import (
    DrawBoundingBoxes, DrawBoundingBoxesV2, SampleDistortedBoundingBox,
    SampleDistortedBoundingBoxV2, StatelessSampleDistortedBoundingBox,
)
from pellucid.ops.image_boxes import (
    CombinedNonMaxSuppression, NonMaxSuppression, NonMaxSuppressionV2, NonMaxSuppressionV3,
    NonMaxSuppressionV4, NonMaxSuppressionV5, NonMaxSuppressionWithOverlaps,
)
from pellucid.ops.image_codec import (
    DecodeAndCropJpeg, DecodeBmp, DecodeGif, DecodeImage, DecodeJpeg, DecodePng, DecodeWebP,
    EncodeJpeg, EncodeJpegVariableQuality, EncodePng, ExtractJpegShape, IsJpeg,
)
from pellucid.ops.image_color import (
    AdjustContrastv2, AdjustHue, AdjustSaturation, HSVToRGB, RGBToHSV,
)
from pellucid.ops.image_crop_resize import (
    CropAndResize, CropAndResizeGradBoxes, CropAndResizeGradImage,
)
from pellucid.ops.image_geometry import ExtractImagePatches, ExtractVolumePatches
from pellucid.ops.image_proposals import GenerateBoundingBoxProposals
from pellucid.ops.image_resize import (
    ResizeArea, ResizeBicubic, ResizeBicubicGrad, ResizeBilinear, ResizeBilinearGrad,
    ResizeNearestNeighbor, ResizeNearestNeighborGrad, ScaleAndTranslate, ScaleAndTranslateGrad,
)
from pellucid.ops.image_transform import (
    ExtractGlimpseV2, ImageProjectiveTransformV2, ImageProjectiveTransformV3,
)
from pellucid.ops.index_shuffle import RandomIndexShuffle
from pellucid.ops.isotonic import IsotonicRegression
from pellucid.ops.joining import ConcatV2, Pack, ParallelConcat, Split, SplitV, Unpack
from pellucid.ops.json_example import DecodeJSONExample
from pellucid.ops.linalg import Cross, MatrixLogarithm, MatrixSolveLs, MatrixSquareRoot
from pellucid.ops.loops import While
from pellucid.ops.losses import (
    L2Loss, SoftmaxCrossEntropyWithLogits, SparseSoftmaxCrossEntropyWithLogits,
)
from pellucid.ops.math import (
    Abs, Add, AddN, AddV2, ComplexAbs, Inv, Maximum, Minimum, Mul, MulNoNan, Neg, Pow, Reciprocal,
    Sign, Square, SquaredDifference, Sub,
)
from pellucid.ops.matmul import BatchMatMul, BatchMatMulV2, BatchMatMulV3, MatMul
from pellucid.ops.morphology import Dilation2D, Dilation2DBackpropFilter, Dilation2DBackpropInput
from pellucid.ops.normalization import BiasAdd, BiasAddGrad, BiasAddV1, LRN, LRNGrad
from pellucid.ops.padding import MirrorPad, MirrorPadGrad, Pad, PadV2
from pellucid.ops.parse_example import ParseExampleV2, ParseSequenceExampleV2
from pellucid.ops.partitioning import DynamicPartition, DynamicStitch, ParallelDynamicStitch
from pellucid.ops.patterns import OneHot, UnravelIndex
from pellucid.ops.pooling import (
    AvgPool, AvgPool3D, AvgPool3DGrad, AvgPoolGrad, MaxPool, MaxPool3D, MaxPool3DGrad,
    MaxPool3DGradGrad, MaxPoolGrad, MaxPoolGradGrad,
)
from pellucid.ops.pooling_argmax import (
    MaxPoolGradGradWithArgmax, MaxPoolGradWithArgmax, MaxPoolWithArgmax,
)
from pellucid.ops.printing import Print as PrintV2
from pellucid.ops.proto_codec import DecodeProtoV2, EncodeProto
from pellucid.ops.quantization import (
    FakeQuantWithMinMaxArgs, FakeQuantWithMinMaxArgsGradient, FakeQuantWithMinMaxVars,
    FakeQuantWithMinMaxVarsGradient, FakeQuantWithMinMaxVarsPerChannel,
    FakeQuantWithMinMaxVarsPerChannelGradient, QuantizeAndDequantizeV2, QuantizeAndDequantizeV3,
    QuantizeAndDequantizeV4,
)
from pellucid.ops.quantized import Dequantize, QuantizeV2, QuantizedConcat
from pellucid.ops.queue import (
    Close as QueueCloseV2, DequeueMany as QueueDequeueManyV2, DequeueUpTo as QueueDequeueUpToV2,
    Dequeue as QueueDequeueV2, EnqueueMany as QueueEnqueueManyV2, Enqueue as QueueEnqueueV2,
    IsClosed as QueueIsClosedV2, Size as QueueSizeV2,
)
from pellucid.ops.ragged_conversion import RaggedTensorToSparse, RaggedTensorToTensor
from pellucid.ops.ragged_creation import RaggedRange
from pellucid.ops.ragged_fill import RaggedFillEmptyRows, RaggedFillEmptyRowsGrad
from pellucid.ops.random import (
    RandomShuffle, RandomStandardNormal, RandomUniform, RandomUniformInt, TruncatedNormal,
)
from pellucid.ops.random_distributions import (
    RandomGamma, RandomGammaGrad, RandomPoissonV2, StatefulRandomBinomial, StatelessRandomBinomial,
    StatelessRandomGammaV2, StatelessRandomGammaV3, StatelessRandomPoisson,
)
from pellucid.ops.recurrent import GRUSequence, GRUSequenceGrad, LSTMSequence, LSTMSequenceGrad
from pellucid.ops.reduction import All, Any_ as Any, EuclideanNorm, Max, Mean, Min, Prod, Sum
from pellucid.ops.regex import (
    RegexFullMatch, RegexReplace, StaticRegexFullMatch, StaticRegexReplace,
)
from pellucid.ops.repeating import Tile
from pellucid.ops.reversing import ReverseSequence, ReverseV2, Roll
from pellucid.ops.rounding import Ceil, Floor, Rint, Round
from pellucid.ops.scatter import (
    ScatterNd, TensorScatterAdd, TensorScatterMax, TensorScatterMin, TensorScatterSub,
    TensorScatterUpdate,
)
from pellucid.ops.segment import (
    SegmentMax, SegmentMean, SegmentMin, SegmentProd, SegmentSum, UnsortedSegmentMax,
    UnsortedSegmentMin, UnsortedSegmentProd, UnsortedSegmentSum,
)
from pellucid.ops.sets import (
    DenseToDenseSetOperation, DenseToSparseSetOperation, SetSize, SparseToSparseSetOperation,
)
from pellucid.ops.signal_fft import (
    FFT, FFT2D, FFT3D, IFFT, IFFT2D, IFFT3D, IRFFT, IRFFT2D, IRFFT3D, RFFT, RFFT2D, RFFT3D,
)
from pellucid.ops.signal_fftnd import FFTND, IFFTND, IRFFTND, RFFTND
from pellucid.ops.slicing import (
    ResourceStridedSliceAssign, Slice, StridedSlice, StridedSliceGrad, TensorStridedSliceUpdate,
)
from pellucid.ops.sobol import SobolSample
from pellucid.ops.sorting import LowerBound, NthElement, TopK as TopKV2, UpperBound
from pellucid.ops.sparse_conversion import SparseToDense
from pellucid.ops.sparse_counting import (
    DenseCountSparseOutput, RaggedCountSparseOutput, SparseCountSparseOutput,
)
from pellucid.ops.sparse_layout import SparseFillEmptyRows
from pellucid.ops.sparse_math import SparseTensorDenseMatMul
from pellucid.ops.sparse_segment import (
    SparseSegmentMean, SparseSegmentMeanWithNumSegments, SparseSegmentSqrtN,
    SparseSegmentSqrtNWithNumSegments, SparseSegmentSum, SparseSegmentSumWithNumSegments,
)
from pellucid.ops.sparse_serialization import (
    DeserializeManySparse, SerializeManySparse, SerializeSparse,
)
from pellucid.ops.special import (
    Betainc, Digamma, Erf, Erfc, Erfinv, Igamma, IgammaGradA, Igammac, Lgamma, Ndtri, NextAfter,
    Polygamma, Zeta,
)
from pellucid.ops.spectral import Eig, Qr, SelfAdjointEigV2, Svd
from pellucid.ops.state import (
    AssignAddVariableOp, AssignSubVariableOp, AssignVariableOp, ReadVariableOp, ResourceGather,
    ResourceScatterAdd, ResourceScatterDiv, ResourceScatterMax, ResourceScatterMin,
    ResourceScatterMul, ResourceScatterNdAdd, ResourceScatterNdMax, ResourceScatterNdMin,
    ResourceScatterNdSub, ResourceScatterNdUpdate, ResourceScatterSub, ResourceScatterUpdate,
    VarHandleOp, VarIsInitializedOp,
)
from pellucid.ops.stateless_random import (
    StatelessRandomGetAlg, StatelessRandomGetKeyCounter, StatelessRandomGetKeyCounterAlg,
    StatelessRandomNormal, StatelessRandomNormalV2, StatelessRandomUniform,
    StatelessRandomUniformFullInt, StatelessRandomUniformFullIntV2, StatelessRandomUniformInt,
    StatelessRandomUniformIntV2, StatelessRandomUniformV2, StatelessShuffle,
    StatelessTruncatedNormal, StatelessTruncatedNormalV2,
)
from pellucid.ops.string_basic import StringLength, StringLower, StringStrip, StringUpper, Substr
from pellucid.ops.string_format import StringFormat
from pellucid.ops.string_hash import (
    Fingerprint, StringToHashBucket, StringToHashBucketFast, StringToHashBucketStrong,
)
from pellucid.ops.string_join import ReduceJoin, StringJoin, StringNGrams, UnsortedSegmentJoin
from pellucid.ops.string_numbers import AsString, StringToNumber
from pellucid.ops.string_split import StringSplit, StringSplitV2
from pellucid.ops.tables import (
    LookupTableExportV2, LookupTableFindV2, LookupTableImportV2, LookupTableInsertV2,
    LookupTableRemoveV2, LookupTableSizeV2,
)
from pellucid.ops.tensor_proto import ParseTensor, SerializeTensor
from pellucid.ops.training import (
    ResourceApplyAdaMax, ResourceApplyAdadelta, ResourceApplyAdagrad, ResourceApplyAdagradDA,
    ResourceApplyAdagradV2, ResourceApplyAdam, ResourceApplyAdamWithAmsgrad, ResourceApplyAddSign,
    ResourceApplyCenteredRMSProp, ResourceApplyFtrl, ResourceApplyFtrlV2,
    ResourceApplyGradientDescent, ResourceApplyKerasMomentum, ResourceApplyMomentum,
    ResourceApplyPowerSign, ResourceApplyProximalAdagrad, ResourceApplyProximalGradientDescent,
    ResourceApplyRMSProp, ResourceSparseApplyAdadelta, ResourceSparseApplyAdagrad,
    ResourceSparseApplyAdagradDA, ResourceSparseApplyAdagradV2, ResourceSparseApplyCenteredRMSProp,
    ResourceSparseApplyFtrl, ResourceSparseApplyFtrlV2, ResourceSparseApplyKerasMomentum,
    ResourceSparseApplyMomentum, ResourceSparseApplyProximalAdagrad,
    ResourceSparseApplyProximalGradientDescent, ResourceSparseApplyRMSProp,
)
from pellucid.ops.tridiagonal import TridiagonalSolve
from pellucid.ops.trigonometric import (
    Acos, Acosh, Asin, Asinh, Atan, Atan2, Atanh, Cos, Cosh, Sin, Sinh, Tan, Tanh,
)
from pellucid.ops.unary_gradients import (
    InvGrad, ReciprocalGrad, RsqrtGrad, SigmoidGrad, SoftplusGrad, SoftsignGrad, SqrtGrad, TanhGrad,
)
from pellucid.ops.unicode import (
    UnicodeDecode, UnicodeDecodeWithOffsets, UnicodeEncode, UnicodeScript, UnicodeTranscode,
)
from pellucid.ops.unique import (
    ListDiff, UniqueOp as Unique, UniqueV2, UniqueWithCountsOp as UniqueWithCounts,
    UniqueWithCountsV2,
)

__all__ = [
    "Abs", "AccumulateNV2", "Acos", "Acosh", "Add", "AddN", "AddV2", "AdjustContrastv2",
    "AdjustHue", "AdjustSaturation", "All", "AllCandidateSampler", "Angle", "Any", "ApproxTopK",
    "ApproximateEqual", "ArgMax", "ArgMin", "AsString", "Asin", "Asinh", "Assert",
    "AssignAddVariableOp", "AssignSubVariableOp", "AssignVariableOp", "Atan", "Atan2", "Atanh",
    "AvgPool", "AvgPool3D", "AvgPool3DGrad", "AvgPoolGrad", "BandedTriangularSolve",
    "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "BatchToSpace", "BatchToSpaceND",
    "BesselI0", "BesselI0e", "BesselI1", "BesselI1e", "BesselJ0", "BesselJ1", "BesselK0",
    "BesselK0e", "BesselK1", "BesselK1e", "BesselY0", "BesselY1", "Betainc", "BiasAdd",
    "BiasAddGrad", "BiasAddV1", "Bincount", "Bitcast", "BitwiseAnd", "BitwiseOr", "BitwiseXor",
    "BlockLSTM", "BlockLSTMV2", "BroadcastArgs", "BroadcastGradientArgs", "BroadcastTo",
    "Bucketize", "CTCBeamSearchDecoder", "CTCGreedyDecoder", "CTCLossDense", "Case", "Cast",
    "Ceil", "CheckNumerics", "Cholesky", "ClipByValue", "CombinedNonMaxSuppression", "Complex",
    "ComplexAbs", "ComputeAccidentalHits", "Concat", "ConcatOffset", "ConcatV2", "Conj",
    "ConjugateTranspose", "Const", "Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput",
    "Conv3D", "Conv3DBackpropFilterV2", "Conv3DBackpropInputV2", "Cos", "Cosh", "CropAndResize",
    "CropAndResizeGradBoxes", "CropAndResizeGradImage", "Cross", "Cumprod", "Cumsum",
    "CumulativeLogsumexp", "DataFormatDimMap", "DataFormatVecPermute", "Dawsn",
    "DecodeAndCropJpeg", "DecodeBase64", "DecodeBmp", "DecodeCSV", "DecodeCompressed",
    "DecodeGif", "DecodeImage", "DecodeJSONExample", "DecodeJpeg", "DecodePaddedRaw",
    "DecodePng", "DecodeProtoV2", "DecodeRaw", "DecodeWav", "DecodeWebP", "DeepCopy",
    "DenseBincount", "DenseCountSparseOutput", "DenseToDenseSetOperation",
    "DenseToSparseSetOperation", "DepthToSpace", "DepthwiseConv2dNative",
    "DepthwiseConv2dNativeBackpropFilter", "DepthwiseConv2dNativeBackpropInput", "Dequantize",
    "DeserializeManySparse", "Diag", "DiagPart", "Digamma", "Dilation2D",
    "Dilation2DBackpropFilter", "Dilation2DBackpropInput", "Div", "DivNoNan",
    "DrawBoundingBoxes", "DrawBoundingBoxesV2", "DynamicPartition", "DynamicStitch",
    "EditDistance", "Eig", "Einsum", "Elu", "EluGrad", "Empty", "EncodeBase64", "EncodeJpeg",
    "EncodeJpegVariableQuality", "EncodePng", "EncodeProto", "EncodeWav", "EnsureShape",
    "Equal", "Erf", "Erfc", "Erfinv", "EuclideanNorm", "Exp", "ExpandDims", "Expint", "Expm1",
    "ExtractGlimpseV2", "ExtractImagePatches", "ExtractJpegShape", "ExtractVolumePatches",
    "FFT", "FFT2D", "FFT3D", "FFTND", "FakeQuantWithMinMaxArgs",
    "FakeQuantWithMinMaxArgsGradient", "FakeQuantWithMinMaxVars",
    "FakeQuantWithMinMaxVarsGradient", "FakeQuantWithMinMaxVarsPerChannel",
    "FakeQuantWithMinMaxVarsPerChannelGradient", "Fill", "Fingerprint",
    "FixedUnigramCandidateSampler", "Floor", "FloorDiv", "FloorMod", "FractionalAvgPool",
    "FractionalAvgPoolGrad", "FractionalMaxPool", "FractionalMaxPoolGrad", "FresnelCos",
    "FresnelSin", "FusedBatchNorm", "FusedBatchNormGradV3", "FusedBatchNormV2",
    "FusedBatchNormV3", "GRUBlockCell", "GRUSequence", "GRUSequenceGrad", "Gather", "GatherNd",
    "GatherV2", "GenerateBoundingBoxProposals", "Greater", "GreaterEqual", "GuaranteeConst",
    "HSVToRGB", "HistogramFixedWidth", "IFFT", "IFFT2D", "IFFT3D", "IFFTND", "IRFFT", "IRFFT2D",
    "IRFFT3D", "IRFFTND", "Identity", "IdentityN", "If", "Igamma", "IgammaGradA", "Igammac",
    "Imag", "ImageProjectiveTransformV2", "ImageProjectiveTransformV3", "InTopK", "InTopKV2",
    "InplaceAdd", "InplaceSub", "InplaceUpdate", "Inv", "InvGrad", "Invert",
    "InvertPermutation", "IsFinite", "IsInf", "IsJpeg", "IsNan", "IsotonicRegression", "L2Loss",
    "LRN", "LRNGrad", "LSTMBlockCell", "LSTMSequence", "LSTMSequenceGrad", "LeakyRelu",
    "LeakyReluGrad", "LearnedUnigramCandidateSampler", "LeftShift", "Less", "LessEqual",
    "Lgamma", "LinSpace", "ListDiff", "Log", "Log1p", "LogMatrixDeterminant", "LogSoftmax",
    "LogUniformCandidateSampler", "LogicalAnd", "LogicalNot", "LogicalOr",
    "LookupTableExportV2", "LookupTableFindV2", "LookupTableImportV2", "LookupTableInsertV2",
    "LookupTableRemoveV2", "LookupTableSizeV2", "LowerBound", "Lu", "MatMul", "MatchingFiles",
    "MatrixBandPart", "MatrixDeterminant", "MatrixDiag", "MatrixDiagPart", "MatrixDiagPartV2",
    "MatrixDiagPartV3", "MatrixDiagV2", "MatrixDiagV3", "MatrixInverse", "MatrixLogarithm",
    "MatrixSetDiag", "MatrixSetDiagV2", "MatrixSetDiagV3", "MatrixSolve", "MatrixSolveLs",
    "MatrixSquareRoot", "MatrixTriangularSolve", "Max", "MaxPool", "MaxPool3D", "MaxPool3DGrad",
    "MaxPool3DGradGrad", "MaxPoolGrad", "MaxPoolGradGrad", "MaxPoolGradGradWithArgmax",
    "MaxPoolGradWithArgmax", "MaxPoolV2", "MaxPoolWithArgmax", "Maximum", "Mean", "Min",
    "Minimum", "MirrorPad", "MirrorPadGrad", "Mod", "Mul", "MulNoNan", "Multinomial", "Ndtri",
    "NearestNeighbors", "Neg", "NextAfter", "NoOp", "NonMaxSuppression", "NonMaxSuppressionV2",
    "NonMaxSuppressionV3", "NonMaxSuppressionV4", "NonMaxSuppressionV5",
    "NonMaxSuppressionWithOverlaps", "NotEqual", "NthElement", "OneHot", "OnesLike", "Pack",
    "Pad", "PadV2", "ParallelConcat", "ParallelDynamicStitch", "ParameterizedTruncatedNormal",
    "ParseExampleV2", "ParseSequenceExampleV2", "ParseTensor", "Placeholder",
    "PlaceholderWithDefault", "Polygamma", "PopulationCount", "Pow", "PreventGradient",
    "PrintV2", "Prod", "Qr", "QuantizeAndDequantizeV2", "QuantizeAndDequantizeV3",
    "QuantizeAndDequantizeV4", "QuantizeV2", "QuantizedConcat", "QueueCloseV2",
    "QueueDequeueManyV2", "QueueDequeueUpToV2", "QueueDequeueV2", "QueueEnqueueManyV2",
    "QueueEnqueueV2", "QueueIsClosedV2", "QueueSizeV2", "RFFT", "RFFT2D", "RFFT3D", "RFFTND",
    "RGBToHSV", "RaggedBincount", "RaggedCountSparseOutput", "RaggedCross",
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
    "ResourceGatherNd", "ResourceScatterAdd", "ResourceScatterDiv", "ResourceScatterMax",
    "ResourceScatterMin", "ResourceScatterMul", "ResourceScatterNdAdd", "ResourceScatterNdMax",
    "ResourceScatterNdMin", "ResourceScatterNdSub", "ResourceScatterNdUpdate",
    "ResourceScatterSub", "ResourceScatterUpdate", "ResourceSparseApplyAdadelta",
    "ResourceSparseApplyAdagrad", "ResourceSparseApplyAdagradDA",
    "ResourceSparseApplyAdagradV2", "ResourceSparseApplyCenteredRMSProp",
    "ResourceSparseApplyFtrl", "ResourceSparseApplyFtrlV2", "ResourceSparseApplyKerasMomentum",
    "ResourceSparseApplyMomentum", "ResourceSparseApplyProximalAdagrad",
    "ResourceSparseApplyProximalGradientDescent", "ResourceSparseApplyRMSProp",
    "ResourceStridedSliceAssign", "Reverse", "ReverseSequence", "ReverseV2", "RightShift",
    "Rint", "RngReadAndSkip", "Roll", "Round", "Rsqrt", "RsqrtGrad",
    "SampleDistortedBoundingBox", "SampleDistortedBoundingBoxV2", "ScaleAndTranslate",
    "ScaleAndTranslateGrad", "ScatterNd", "ScatterNdNonAliasingAdd", "SegmentMax",
    "SegmentMean", "SegmentMin", "SegmentProd", "SegmentSum", "Select", "SelectV2",
    "SelfAdjointEigV2", "Selu", "SeluGrad", "SerializeManySparse", "SerializeSparse",
    "SerializeTensor", "SetSize", "Shape", "ShapeN", "ShardedFilename", "ShardedFilespec",
    "Sigmoid", "SigmoidGrad", "Sign", "Sin", "Sinh", "Size", "Slice", "Snapshot", "SobolSample",
    "Softmax", "SoftmaxCrossEntropyWithLogits", "Softplus", "SoftplusGrad", "Softsign",
    "SoftsignGrad", "SpaceToBatch", "SpaceToBatchND", "SpaceToDepth", "SparseAdd",
    "SparseBincount", "SparseConcat", "SparseCountSparseOutput", "SparseCrossHashed",
    "SparseCrossV2", "SparseDenseCwiseAdd", "SparseDenseCwiseDiv", "SparseDenseCwiseMul",
    "SparseFillEmptyRows", "SparseFillEmptyRowsGrad", "SparseMatMul", "SparseReduceMax",
    "SparseReduceMaxSparse", "SparseReduceSum", "SparseReduceSumSparse", "SparseReorder",
    "SparseReshape", "SparseSegmentMean", "SparseSegmentMeanGrad",
    "SparseSegmentMeanWithNumSegments", "SparseSegmentSqrtN", "SparseSegmentSqrtNGrad",
    "SparseSegmentSqrtNWithNumSegments", "SparseSegmentSum", "SparseSegmentSumGrad",
    "SparseSegmentSumWithNumSegments", "SparseSlice", "SparseSoftmax",
    "SparseSoftmaxCrossEntropyWithLogits", "SparseSparseMaximum", "SparseSparseMinimum",
    "SparseSplit", "SparseTensorDenseAdd", "SparseTensorDenseMatMul", "SparseToDense",
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
    "Tile", "Timestamp", "ToBool", "TopKV2", "Transpose", "TridiagonalMatMul",
    "TridiagonalSolve", "TruncateDiv", "TruncateMod", "TruncatedNormal", "UnicodeDecode",
    "UnicodeDecodeWithOffsets", "UnicodeEncode", "UnicodeScript", "UnicodeTranscode",
    "UniformCandidateSampler", "Unique", "UniqueV2", "UniqueWithCounts", "UniqueWithCountsV2",
    "Unpack", "UnravelIndex", "UnsortedSegmentJoin", "UnsortedSegmentMax", "UnsortedSegmentMin",
    "UnsortedSegmentProd", "UnsortedSegmentSum", "UpperBound", "VarHandleOp",
    "VarIsInitializedOp", "VariableShape", "Where", "While", "WriteFile", "Xdivy", "Xlog1py",
    "Xlogy", "ZerosLike", "Zeta",
]

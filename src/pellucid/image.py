"""`tf.image`: images."""

from pellucid.ops.image_box_sampling import draw_bounding_boxes as draw_bounding_boxes
from pellucid.ops.image_box_sampling import sample_distorted_bounding_box as sample_distorted_bounding_box
from pellucid.ops.image_box_sampling import stateless_sample_distorted_bounding_box as stateless_sample_distorted_bounding_box
from pellucid.ops.image_boxes import combined_non_max_suppression as combined_non_max_suppression
from pellucid.ops.image_boxes import non_max_suppression as non_max_suppression
from pellucid.ops.image_boxes import non_max_suppression_overlaps as non_max_suppression_overlaps
from pellucid.ops.image_boxes import non_max_suppression_padded as non_max_suppression_padded
from pellucid.ops.image_boxes import non_max_suppression_with_scores as non_max_suppression_with_scores
from pellucid.ops.image_codec import adjust_jpeg_quality as adjust_jpeg_quality
from pellucid.ops.image_codec import decode_and_crop_jpeg as decode_and_crop_jpeg
from pellucid.ops.image_codec import decode_bmp as decode_bmp
from pellucid.ops.image_codec import decode_gif as decode_gif
from pellucid.ops.image_codec import decode_image as decode_image
from pellucid.ops.image_codec import decode_jpeg as decode_jpeg
from pellucid.ops.image_codec import decode_png as decode_png
from pellucid.ops.image_codec import decode_webp as decode_webp
from pellucid.ops.image_codec import encode_jpeg as encode_jpeg
from pellucid.ops.image_codec import encode_png as encode_png
from pellucid.ops.image_codec import extract_jpeg_shape as extract_jpeg_shape
from pellucid.ops.image_codec import is_jpeg as is_jpeg
from pellucid.ops.image_color import adjust_brightness as adjust_brightness
from pellucid.ops.image_color import adjust_contrast as adjust_contrast
from pellucid.ops.image_color import adjust_gamma as adjust_gamma
from pellucid.ops.image_color import adjust_hue as adjust_hue
from pellucid.ops.image_color import adjust_saturation as adjust_saturation
from pellucid.ops.image_color import convert_image_dtype as convert_image_dtype
from pellucid.ops.image_color import grayscale_to_rgb as grayscale_to_rgb
from pellucid.ops.image_color import hsv_to_rgb as hsv_to_rgb
from pellucid.ops.image_color import per_image_standardization as per_image_standardization
from pellucid.ops.image_color import rgb_to_grayscale as rgb_to_grayscale
from pellucid.ops.image_color import rgb_to_hsv as rgb_to_hsv
from pellucid.ops.image_color import rgb_to_yiq as rgb_to_yiq
from pellucid.ops.image_color import rgb_to_yuv as rgb_to_yuv
from pellucid.ops.image_color import yiq_to_rgb as yiq_to_rgb
from pellucid.ops.image_color import yuv_to_rgb as yuv_to_rgb
from pellucid.ops.image_crop_resize import crop_and_resize as crop_and_resize
from pellucid.ops.image_geometry import central_crop as central_crop
from pellucid.ops.image_geometry import crop_to_bounding_box as crop_to_bounding_box
from pellucid.ops.image_geometry import extract_patches as extract_patches
from pellucid.ops.image_geometry import flip_left_right as flip_left_right
from pellucid.ops.image_geometry import flip_up_down as flip_up_down
from pellucid.ops.image_geometry import pad_to_bounding_box as pad_to_bounding_box
from pellucid.ops.image_geometry import resize_with_crop_or_pad as resize_with_crop_or_pad
from pellucid.ops.image_geometry import rot90 as rot90
from pellucid.ops.image_geometry import transpose as transpose
from pellucid.ops.image_metrics import image_gradients as image_gradients
from pellucid.ops.image_metrics import psnr as psnr
from pellucid.ops.image_metrics import sobel_edges as sobel_edges
from pellucid.ops.image_metrics import ssim as ssim
from pellucid.ops.image_metrics import ssim_multiscale as ssim_multiscale
from pellucid.ops.image_metrics import total_variation as total_variation
from pellucid.ops.image_proposals import generate_bounding_box_proposals as generate_bounding_box_proposals
from pellucid.ops.image_random import random_brightness as random_brightness
from pellucid.ops.image_random import random_contrast as random_contrast
from pellucid.ops.image_random import random_crop as random_crop
from pellucid.ops.image_random import random_flip_left_right as random_flip_left_right
from pellucid.ops.image_random import random_flip_up_down as random_flip_up_down
from pellucid.ops.image_random import random_hue as random_hue
from pellucid.ops.image_random import random_jpeg_quality as random_jpeg_quality
from pellucid.ops.image_random import random_saturation as random_saturation
from pellucid.ops.image_random import stateless_random_brightness as stateless_random_brightness
from pellucid.ops.image_random import stateless_random_contrast as stateless_random_contrast
from pellucid.ops.image_random import stateless_random_crop as stateless_random_crop
from pellucid.ops.image_random import stateless_random_flip_left_right as stateless_random_flip_left_right
from pellucid.ops.image_random import stateless_random_flip_up_down as stateless_random_flip_up_down
from pellucid.ops.image_random import stateless_random_hue as stateless_random_hue
from pellucid.ops.image_random import stateless_random_jpeg_quality as stateless_random_jpeg_quality
from pellucid.ops.image_random import stateless_random_saturation as stateless_random_saturation
from pellucid.ops.image_resize import ResizeMethod as ResizeMethod
from pellucid.ops.image_resize import resize as resize
from pellucid.ops.image_resize import resize_with_pad as resize_with_pad
from pellucid.ops.image_transform import blend as blend
from pellucid.ops.image_transform import extract_glimpse as extract_glimpse
from pellucid.ops.image_transform import random_rotation as random_rotation
from pellucid.ops.image_transform import rotate as rotate

__all__ = [
    "ResizeMethod",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_jpeg_quality",
    "adjust_saturation",
    "blend",
    "central_crop",
    "combined_non_max_suppression",
    "convert_image_dtype",
    "crop_and_resize",
    "crop_to_bounding_box",
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "draw_bounding_boxes",
    "encode_jpeg",
    "encode_png",
    "extract_glimpse",
    "extract_jpeg_shape",
    "extract_patches",
    "flip_left_right",
    "flip_up_down",
    "generate_bounding_box_proposals",
    "grayscale_to_rgb",
    "hsv_to_rgb",
    "image_gradients",
    "is_jpeg",
    "non_max_suppression",
    "non_max_suppression_overlaps",
    "non_max_suppression_padded",
    "non_max_suppression_with_scores",
    "pad_to_bounding_box",
    "per_image_standardization",
    "psnr",
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_hue",
    "random_jpeg_quality",
    "random_rotation",
    "random_saturation",
    "resize",
    "resize_with_crop_or_pad",
    "resize_with_pad",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "rgb_to_yiq",
    "rgb_to_yuv",
    "rot90",
    "rotate",
    "sample_distorted_bounding_box",
    "sobel_edges",
    "ssim",
    "ssim_multiscale",
    "stateless_random_brightness",
    "stateless_random_contrast",
    "stateless_random_crop",
    "stateless_random_flip_left_right",
    "stateless_random_flip_up_down",
    "stateless_random_hue",
    "stateless_random_jpeg_quality",
    "stateless_random_saturation",
    "stateless_sample_distorted_bounding_box",
    "total_variation",
    "transpose",
    "yiq_to_rgb",
    "yuv_to_rgb",
]

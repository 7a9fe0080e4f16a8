from pellucid.ops.image_codec import *
from pellucid.ops.image_color import *
from pellucid.ops.image_geometry import *
from pellucid.ops.image_resize import *
from pellucid.ops.image_codec import decode_jpeg
from pellucid.ops.image_crop_resize import *
from pellucid.ops.image_transform import *

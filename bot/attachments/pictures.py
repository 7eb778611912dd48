"""Pictures are decoded and written anew: what is shown is left, and nothing else of the file."""
from contextlib import suppress
from io import BytesIO
from typing import Tuple

from PIL import Image, ImageOps

from bot.errors import InvalidInput

LARGEST_PIXELS = 50_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_SAVING = {"image/jpeg": {"quality": 85}, "image/webp": {"quality": 85, "method": 2}}  # the slowest WebP method takes half a minute


def rebuild(content: bytes, media_type: str) -> Tuple[bytes, str, int, int]:
    """A picture the right way up, without metadata: its bytes, type, width and height in pixels.

    Of an animation the first frame stays; a GIF becomes a PNG. InvalidInput("attachment_pixels") over
    LARGEST_PIXELS; what Pillow raises where the file is broken.
    """
    try:
        image = Image.open(BytesIO(content), formats=[_FORMATS[media_type]])
    except Image.DecompressionBombError as error:
        raise InvalidInput("attachment_pixels") from error
    if image.width * image.height > LARGEST_PIXELS:  # before the pixels are decoded
        raise InvalidInput("attachment_pixels")
    image.load()
    with suppress(Exception):  # an EXIF block that cannot be read is no reason to refuse the picture
        ImageOps.exif_transpose(image, in_place=True)
    # Pillow writes comments, profiles and more from here into the new file.
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    return _encoded(image, "image/png" if media_type == "image/gif" else media_type)


def _encoded(image: Image.Image, media_type: str) -> Tuple[bytes, str, int, int]:
    if media_type == "image/jpeg" and image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    written = BytesIO()
    image.save(written, _FORMATS[media_type], **_SAVING.get(media_type, {}))
    return written.getvalue(), media_type, image.width, image.height

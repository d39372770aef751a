"""What becomes of an uploaded file: refused with a reason, or made again as a plain JPEG.

The content decides, never the name. Nothing of the sender's file is kept: the picture is decoded,
turned upright, brought to sRGB and encoded anew, so its place, camera, comments and whatever was
hidden behind the picture are gone. Pure: bytes in, bytes out (Pillow only).

Sharpness is the variance of the Laplacian on a grey copy of at most 500 pixels, taken per tile of a
6 x 6 net; the tenth of the tiles that are sharpest decide, since a product before a plain wall is no
blurred picture. The threshold was chosen on the photographs that scikit-image brings, sharp and
blurred by a Gaussian of some pixels of those 500 (2 pixels = 16 on a phone's 4,000):

    photograph          sharp   1.0   1.5   2.0   3.0   4.0
    coffee               3106   132    26    12     5     4
    chelsea (a cat)      1068    57    15     8     4     3
    astronaut            1895   163    49    20     7     4
    rocket               1429    72    13     6     3     2
    motorcycle_left      2718   254    61    24     8     4
    hubble_deep_field     905   101    25    11     4     3
    camera               2523   144    36    16     5     3
    coins                2022   139    35    15     5     3
    brick                 243    60    24    12     4     3
    page (of a book)     4723   571    69    19     6     3
    retina                182    21     8     4     3     2
    moon                  107    11     4     3     2     2
    clock_motion           47 (a clock that was shaken when it was taken)

Sharp ones measure 107 and more, those blurred by 1.5 pixels 69 and less, hence 80. Between lies what is
soft but shows the product.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms, ImageFilter, ImageStat
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_JPEG_SCANS = 100  # a camera writes 1, a progressive picture about 10; each costs a whole pass
LONGEST_EDGE = 2000
THUMBNAIL_EDGE = 320
QUALITY = 85

SHORTEST_EDGE = 600  # below this a picture is too small
SHARPNESS_NEEDED = 80.0
SHARPNESS_EDGE = 500
SHARPNESS_TILES = 6

WHAT_IS_TAKEN = "ใช้รูป JPEG, PNG หรือ WebP"


class RefusedPicture(Exception):
    """The file is not taken; the message is Thai and says how to mend it."""


@dataclass(frozen=True)
class Prepared:
    """A picture ready to be kept: two JPEGs, and the measures of what was sent.

    `width`, `height`: pixels of the original as it is looked at (upright). `sharpness`: see above.
    """

    picture: bytes
    thumbnail: bytes
    width: int
    height: int
    sharpness: float


def prepare(upload: BinaryIO) -> Prepared:
    """Check and remake what `upload` holds from its present position.

    Raises RefusedPicture, and nothing else, for: over 10 MB, over 40 megapixels (read from the head,
    before anything is decoded), no JPEG, PNG or WebP, moving, broken, cut off, or a bomb.
    """
    data = upload.read(MOST_BYTES + 1)
    if not data:
        raise RefusedPicture("ไฟล์ว่างเปล่า เลือกไฟล์รูปอีกครั้ง")
    if len(data) > MOST_BYTES:
        raise RefusedPicture(
            f"ไฟล์ใหญ่เกิน {MOST_BYTES // 1024**2} MB ย่อรูปหรือลดความละเอียดของกล้องแล้วเลือกใหม่"
        )
    plugin = _plugin_of(data)
    try:
        return _prepare(plugin, data)
    except RefusedPicture:
        raise
    except Exception as error:
        # Pillow's readers answer broken content with whatever broke in them: OSError, SyntaxError,
        # struct.error, IndexError, MemoryError ... All mean the same to who sent it.
        raise RefusedPicture("ไฟล์รูปเสียหรือมาไม่ครบ เปิดดูในเครื่องก่อน แล้วถ่ายหรือบันทึกรูปใหม่") from error


def faults_of(width: int, height: int, sharpness: float) -> list[str]:
    """What is wrong with a picture that is kept all the same, in Thai; nothing for a good one."""
    faults = []
    if min(width, height) < SHORTEST_EDGE:
        faults.append(f"รูปเล็กเกินไป ({width} × {height}) ถ่ายใหม่ให้ด้านสั้นอย่างน้อย {SHORTEST_EDGE} จุด")
    if sharpness < SHARPNESS_NEEDED:
        faults.append("รูปไม่ชัด ถือกล้องให้นิ่ง แตะจอให้กล้องจับภาพที่สิ่งที่ถ่าย แล้วถ่ายใหม่")
    return faults


# --- What it is, before anything is decoded --------------------------------------------------------


def _plugin_of(data: bytes) -> type[ImageFile]:
    """The reader for this content, by its first bytes; a refusal that knows the usual mistakes."""
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImageFile
    if data[4:8] == b"ftyp":
        raise RefusedPicture(
            "รูปแบบ HEIC หรือ AVIF ยังใช้ไม่ได้ บน iPhone ตั้งค่า > กล้อง > รูปแบบ เลือก เข้ากันได้มากที่สุด "
            "แล้วถ่ายใหม่ หรือบันทึกรูปเป็น JPEG"
        )
    if data.startswith((b"GIF87a", b"GIF89a")):
        raise RefusedPicture(f"ไฟล์ GIF ใช้ไม่ได้ {WHAT_IS_TAKEN}")
    if data.startswith(b"%PDF"):
        raise RefusedPicture(f"ไฟล์นี้เป็น PDF ไม่ใช่รูป {WHAT_IS_TAKEN}")
    raise RefusedPicture(f"ไฟล์นี้ไม่ใช่รูป {WHAT_IS_TAKEN}")


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise RefusedPicture(
            f"รูปละเอียดเกินไป ({width:,} × {height:,}) ย่อให้ไม่เกิน {MOST_PIXELS // 1_000_000} ล้านจุด"
        )


def _check_head(plugin: type[ImageFile], data: bytes) -> None:
    """Refuse what would cost much before its reader is even made, or is not seen in its size.

    The readers of JPEG and PNG stop at the head, so their size is asked afterwards; that of WebP takes
    room for the whole picture at once. Each scan of a JPEG is a pass over the whole picture.
    """
    if plugin is JpegImageFile and data.count(b"\xff\xda") > MOST_JPEG_SCANS:
        raise RefusedPicture("ไฟล์รูปนี้ซับซ้อนผิดปกติ บันทึกเป็น JPEG ใหม่แล้วเลือกอีกครั้ง")
    if plugin is WebPImageFile:
        _check_size(*_webp_size(data))


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the first chunk of a WebP says them (RFC 9649)."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


# --- The picture made again ------------------------------------------------------------------------


def _prepare(plugin: type[ImageFile], data: bytes) -> Prepared:
    _check_head(plugin, data)
    with plugin(BytesIO(data)) as opened:
        _check_size(*opened.size)
        if getattr(opened, "is_animated", False) and plugin is not JpegImageFile:
            raise RefusedPicture(f"ภาพเคลื่อนไหวใช้ไม่ได้ {WHAT_IS_TAKEN} ที่เป็นภาพนิ่ง")
        size = opened.size
        if plugin is JpegImageFile:
            opened.draft(
                opened.mode, (LONGEST_EDGE, LONGEST_EDGE)
            )  # decoded smaller where it can be
        opened.load()
        turned = _TURNS.get(_orientation(opened))
        profile = opened.info.get("icc_profile")
        picture = _in_srgb(_shrunk(_plain(opened), LONGEST_EDGE), profile)
    if turned is not None:
        picture = picture.transpose(turned)
        if turned in _TURNS_TO_THE_SIDE:
            size = size[::-1]
    return Prepared(
        picture=_jpeg(picture),
        thumbnail=_jpeg(_shrunk(picture, THUMBNAIL_EDGE)),
        width=size[0],
        height=size[1],
        sharpness=measure_sharpness(picture),
    )


_ORIENTATION = 0x0112  # the tag of EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNS_TO_THE_SIDE = {_TURNS[value] for value in (5, 6, 7, 8)}


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; upright where the metadata cannot be read."""
    try:
        return opened.getexif().get(_ORIENTATION, 1)
    except Exception:  # whatever is broken in metadata that is thrown away anyhow
        return 1


def _plain(opened: Image.Image) -> Image.Image:
    """Grey, RGB or CMYK of 8 bits; what is see-through on white."""
    if opened.mode.startswith("I"):  # 16 bits of grey
        return opened.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if opened.mode in ("RGBA", "LA", "PA", "P", "La", "RGBa") or "transparency" in opened.info:
        clear = opened.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        return white.convert("RGB")
    return opened if opened.mode in ("L", "RGB", "CMYK") else opened.convert("RGB")


def _shrunk(picture: Image.Image, edge: int) -> Image.Image:
    """A copy whose longest edge is at most `edge`; nothing is ever enlarged."""
    copy = picture.copy()
    copy.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=3)
    return copy


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB in the colours of the web; a profile that cannot be read or does not fit is left aside."""
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            if converted is not None:  # None comes of converting in place only
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """Encoded without any of the metadata that Pillow would carry along."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


# --- Sharpness -------------------------------------------------------------------------------------

_LAPLACIAN = ImageFilter.Kernel((3, 3), [0, 1, 0, 1, -4, 1, 0, 1, 0], scale=1, offset=128)


def measure_sharpness(picture: Image.Image) -> float:
    """How sharp the sharpest tenth of a picture is (see the head of this module); 0 = nothing in it."""
    grey = _shrunk(picture.convert("L"), SHARPNESS_EDGE)
    if min(grey.size) < 3:
        return 0.0
    edges = grey.filter(_LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    variances = sorted(ImageStat.Stat(tile).var[0] for tile in _tiles(edges))
    return round(variances[len(variances) * 9 // 10], 2)


def _tiles(picture: Image.Image) -> Iterable[Image.Image]:
    columns = min(SHARPNESS_TILES, picture.width)
    rows = min(SHARPNESS_TILES, picture.height)
    for row in range(rows):
        for column in range(columns):
            yield picture.crop(
                (
                    picture.width * column // columns,
                    picture.height * row // rows,
                    picture.width * (column + 1) // columns,
                    picture.height * (row + 1) // rows,
                )
            )

"""What becomes of an upload: the hostile ones refused, the others remade without their metadata."""

import struct
import tracemalloc
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFilter

from core.pictures.processing import (
    MOST_BYTES,
    SHARPNESS_NEEDED,
    RefusedPicture,
    faults_of,
    measure_sharpness,
    prepare,
)
from tests.support.pictures import SHARP, encoded, photograph


def prepared(data: bytes):
    return prepare(BytesIO(data))


def reread(data: bytes) -> Image.Image:
    """What was made, as a reader that knows nothing of us sees it."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, body: bytes = b"", *more: bytes) -> bytes:
    """A PNG that says to be so large, grey of 8 bits, whatever its body holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_of_many_scans() -> bytes:
    """A progressive JPEG that repeats its last scan: small to send, a pass each to decode."""
    data = encoded(photograph(), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 200 + data[-2:]


def zip_file() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
JPEG = encoded(photograph())
PNG = encoded(photograph(), "PNG")
HOSTILE = {
    "nothing": (b"", "ว่างเปล่า"),
    "zip": (zip_file(), "ไม่ใช่รูป"),
    "program": (b"MZ" + bytes(500), "ไม่ใช่รูป"),
    "svg": (SVG, "ไม่ใช่รูป"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "ไม่ใช่รูป"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "gif": (encoded(photograph(), "GIF"), "GIF"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(100), "HEIC"),
    "bmp": (encoded(photograph(), "BMP"), "ไม่ใช่รูป"),
    "moving webp": (moving("WEBP"), "ภาพเคลื่อนไหว"),
    "moving png": (moving("PNG"), "ภาพเคลื่อนไหว"),
    "200 megapixels": (png(20_000, 10_000, zlib.compress(bytes(10))), "20,000 × 10,000"),
    "a bomb of a PNG": (png(65_000, 65_000, zlib.compress(bytes(5_000_000), 9)), "ละเอียดเกินไป"),
    "200 megapixels of JPEG": (
        JPEG.replace(struct.pack(">HH", 400, 600), struct.pack(">HH", 10_000, 20_000)),
        "ละเอียดเกินไป",
    ),
    "200 megapixels of WebP": (
        b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + b"\x1f\x4e\x00\x0f\x27\x00",
        "ละเอียดเกินไป",
    ),
    "a bomb of a text in a PNG": (
        png(
            10, 10, zlib.compress(bytes(110)),
            chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(50_000_000), 9)),
        ),
        "เสีย",
    ),
    "JPEG of 200 scans": (jpeg_of_many_scans(), "ซับซ้อนผิดปกติ"),
    "JPEG cut off": (JPEG[: len(JPEG) // 2], "เสีย"),
    "JPEG of a head only": (JPEG[:200], "เสีย"),
    "PNG cut off": (PNG[: len(PNG) // 2], "เสีย"),
    "PNG with a wrong sum": (PNG[:5000] + b"\x00\x01\x02" + PNG[5003:], "เสีย"),
    "WebP cut off": (encoded(photograph(), "WEBP")[:3000], "เสีย"),
    "over 10 MB": (JPEG + bytes(MOST_BYTES), "ใหญ่เกิน 10 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_content_is_refused_with_the_reason(name):
    data, reason = HOSTILE[name]
    with pytest.raises(RefusedPicture, match=reason):
        prepared(data)


@pytest.mark.parametrize(
    "name",
    ["200 megapixels", "a bomb of a PNG", "200 megapixels of JPEG", "200 megapixels of WebP"],
)
def test_a_huge_picture_is_refused_without_being_unpacked(name):
    data, _ = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(RefusedPicture):
        prepared(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < len(data) + 500_000


@given(
    st.binary(max_size=400), st.sampled_from([b"", JPEG[:300], PNG[:300], b"\xff\xd8\xff", PNG[:8]])
)
@settings(deadline=None)
def test_any_bytes_are_refused_and_raise_nothing_else(tail, head):
    with pytest.raises(RefusedPicture):
        prepared(head + tail)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_a_picture_with_some_bytes_changed_is_taken_or_refused_and_nothing_else(data):
    sent = bytearray(data.draw(st.sampled_from(SMALL)))
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = prepared(bytes(sent))
    except RefusedPicture:
        return
    assert reread(made.picture).format == "JPEG"


SMALL = [encoded(photograph().resize((60, 40)), kind) for kind in ("JPEG", "PNG", "WEBP")] + [
    encoded(photograph().resize((60, 40)).convert("P"), "PNG")
]


# --- What is kept ----------------------------------------------------------------------------------

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def with_metadata(profile: bytes | None) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "กล้องของนายสมชาย"
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 41.0, 0.0), 3: "E", 4: (101.0, 4.0, 0.0)})
    data = encoded(
        photograph(), exif=exif, icc_profile=profile, comment=b"secret comment", quality=90
    )
    return data + b"PK\x03\x04 hidden behind the picture"


@pytest.mark.parametrize("profile", [None, SRGB], ids=["without profile", "sRGB"])
def test_nothing_of_the_metadata_is_kept(profile):
    sent = with_metadata(profile)
    assert reread(sent).getexif().get_ifd(0x8825)  # it was there
    made = prepared(sent)
    for data in (made.picture, made.thumbnail):
        picture = reread(data)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for secret in (b"secret", b"hidden", b"Exif", b"ICC_PROFILE", "สมชาย".encode()):
            assert secret not in data


CORNERS = {1: "red", 2: "lime", 3: "blue", 4: "yellow", 5: "red", 6: "yellow", 7: "blue", 8: "lime"}


@pytest.mark.parametrize("orientation", CORNERS)
def test_a_picture_is_turned_as_the_camera_was_held(orientation):
    """Corners red, lime / yellow, blue: which one comes to the upper left says how it was turned."""
    picture = Image.new("RGB", (60, 40))
    for colour, box in {
        "red": (0, 0), "lime": (30, 0), "yellow": (0, 20), "blue": (30, 20),
    }.items():  # fmt: skip
        picture.paste(Image.new("RGB", (30, 20), colour), box)
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = prepared(encoded(picture, exif=exif, quality=95))
    on_its_side = orientation >= 5
    assert (made.width, made.height) == ((40, 60) if on_its_side else (60, 40))
    kept = reread(made.picture)
    assert kept.size == (made.width, made.height)
    expected = Image.new("RGB", (1, 1), CORNERS[orientation]).getpixel((0, 0))
    got = kept.getpixel((3, 3))
    assert all(abs(a - b) < 40 for a, b in zip(got, expected, strict=True))


RED = (200, 30, 30)


def red(mode: str) -> Image.Image:
    return Image.new("RGB", (700, 640), RED).convert(mode, palette=Image.Palette.ADAPTIVE)


def see_through() -> Image.Image:
    picture = red("RGBA")
    picture.putalpha(0)
    return picture


KINDS = {
    "RGB": (encoded(red("RGB"), "PNG"), RED),
    "palette": (encoded(red("P"), "PNG"), RED),
    "alpha on white": (encoded(see_through(), "PNG"), (255, 255, 255)),
    "alpha of a WebP": (encoded(see_through(), "WEBP"), (255, 255, 255)),
    "palette with a clear colour": (
        encoded(red("P"), "PNG", transparency=red("P").getpixel((0, 0))),
        (255, 255, 255),
    ),
    "grey": (encoded(Image.new("L", (700, 640), 130), "PNG"), (130, 130, 130)),
    "grey of 16 bits": (encoded(Image.new("I;16", (700, 640), 130 * 256), "PNG"), (130, 130, 130)),
    "black and white": (encoded(Image.new("1", (700, 640), 1), "PNG"), (255, 255, 255)),
    "CMYK": (encoded(red("CMYK")), RED),
    "WebP": (encoded(red("RGB"), "WEBP", quality=95), RED),
    "lossless WebP": (encoded(red("RGB"), "WEBP", lossless=True), RED),
    "with a broken profile": (encoded(red("RGB"), icc_profile=b"no profile at all"), RED),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_becomes_a_plain_jpeg_of_the_same_colours(kind):
    data, colour = KINDS[kind]
    made = prepared(data)
    kept = reread(made.picture)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (700, 640))
    assert all(abs(a - b) < 12 for a, b in zip(kept.getpixel((350, 320)), colour, strict=True))


def test_a_picture_in_other_colours_is_brought_to_srgb():
    """A profile in which red and blue changed places: what it calls red is blue to the eye."""
    swapped = SRGB.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    for profile, strongest in ((SRGB, 0), (swapped, 2)):
        sent = encoded(Image.new("RGB", (700, 640), (220, 20, 20)), icc_profile=profile)
        colour = reread(prepared(sent).picture).getpixel((9, 9))
        assert colour.index(max(colour)) == strongest


def test_a_large_picture_is_kept_at_2000_pixels_and_its_own_measures_are_remembered():
    made = prepared(encoded(photograph(enlarged=5), quality=80))
    assert (made.width, made.height) == (3000, 2000)
    assert reread(made.picture).size == (2000, 1333)
    assert reread(made.thumbnail).size == (320, 213)


def test_a_small_picture_is_not_enlarged():
    made = prepared(encoded(Image.new("RGB", (90, 40))))
    assert reread(made.picture).size == reread(made.thumbnail).size == (90, 40)


def test_the_thinnest_picture_is_taken():
    assert (prepared(encoded(Image.new("RGB", (3000, 1)))).height, 1) == (1, 1)


# --- Too small, blurred ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHARP)
def test_photographs_are_sharp_and_their_blurred_copies_are_not(name):
    picture = photograph(name)
    picture.thumbnail((500, 500))
    assert measure_sharpness(picture) >= SHARPNESS_NEEDED
    for radius in (1.5, 2, 3, 4, 6):
        assert (
            measure_sharpness(picture.filter(ImageFilter.GaussianBlur(radius))) < SHARPNESS_NEEDED
        )


def test_a_clock_shaken_when_it_was_taken_is_blurred():
    assert measure_sharpness(photograph("clock_motion.png")) < SHARPNESS_NEEDED


def test_blur_is_seen_in_a_large_picture_too():
    large = photograph(enlarged=5)
    assert prepared(encoded(large)).sharpness >= SHARPNESS_NEEDED
    blurred = large.filter(ImageFilter.GaussianBlur(12))
    assert prepared(encoded(blurred)).sharpness < SHARPNESS_NEEDED


def test_a_product_before_a_plain_wall_is_not_blurred():
    wall = Image.new("RGB", (1800, 1200), "white")
    wall.paste(photograph(), (600, 400))
    assert measure_sharpness(wall) >= SHARPNESS_NEEDED


def test_what_is_said_of_faults():
    assert faults_of(600, 800, SHARPNESS_NEEDED) == []
    assert faults_of(400, 300, 500) == ["รูปเล็กเกินไป (400 × 300) ถ่ายใหม่ให้ด้านสั้นอย่างน้อย 600 จุด"]
    assert [fault.split()[0] for fault in faults_of(599, 800, 79.9)] == ["รูปเล็กเกินไป", "รูปไม่ชัด"]

"""Real photographs (scikit-image brings them) and pictures made for the tests."""

from io import BytesIO
from pathlib import Path

import skimage
from PIL import Image

# Things, people, places: all sharp.
SHARP = [
    "coffee.png",
    "chelsea.png",
    "astronaut.png",
    "rocket.jpg",
    "motorcycle_left.png",
    "hubble_deep_field.jpg",
    "camera.png",
    "coins.png",
    "brick.png",
    "page.png",
    "retina.jpg",
    "moon.png",
]


def photograph(name: str = "coffee.png", enlarged: int = 1) -> Image.Image:
    """One of scikit-image's photographs in RGB, its edges `enlarged` times as long."""
    with Image.open(Path(skimage.data_dir) / name) as opened:
        picture = opened.convert("RGB")
    return picture.resize((picture.width * enlarged, picture.height * enlarged))


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def plain(width: int = 800, height: int = 600, colour: str = "#885522") -> bytes:
    """A JPEG of one colour: right as a file, and as blurred as can be."""
    return encoded(Image.new("RGB", (width, height), colour))

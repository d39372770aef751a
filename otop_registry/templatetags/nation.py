"""What the department's home draws seventy-seven and nine hundred times, each drawn once and kept by
everything it is made of (decision 0025)."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from otop_registry.home.nation import HeatLine, Point
from otop_registry.home.tiles import SIDE, Tile, Told

register = template.Library()


@register.simple_tag
def map_square(tile: Tile) -> SafeString:
    """A province on the map."""
    return _square(str(tile.province), tile.letters, tile.x, tile.y, tile.middle, tile.told)


@lru_cache(maxsize=1024)
def _square(
    name: str, letters: str, x: int, y: int, middle: tuple[int, int], told: Told
) -> SafeString:
    drawn = {"name": name, "letters": letters, "x": x, "y": y, "side": SIDE}
    return render_to_string("home/map_square.html", drawn | {"middle": middle, "told": told})


@register.simple_tag
def map_line(tile: Tile) -> SafeString:
    """The same in the table of the map."""
    return _map_line(str(tile.province), tile.told)


@lru_cache(maxsize=1024)
def _map_line(name: str, told: Told) -> SafeString:
    return render_to_string("home/map_line.html", {"name": name, "told": told})


@register.simple_tag
def heat_line(line: HeatLine) -> SafeString:
    """A province and the months of the year."""
    return _heat_line(str(line.province), line.cells)


@lru_cache(maxsize=1024)
def _heat_line(name: str, cells: tuple) -> SafeString:
    return render_to_string("home/heat_line.html", {"name": name, "cells": cells})


@register.simple_tag
@lru_cache(maxsize=1024)
def trend_point(point: Point) -> SafeString:
    """A month of the trend."""
    return render_to_string("home/trend_point.html", {"p": point})


@register.simple_tag
@lru_cache(maxsize=1024)
def trend_line(point: Point) -> SafeString:
    """The same in the table of the trend."""
    return render_to_string("home/trend_line.html", {"p": point})

"""Draw the pictures of the demonstration stories: small PNG scenes, made of nothing but spans."""

from __future__ import annotations

import math
import random
import struct
import zlib

WIDTH, HEIGHT = 480, 320
HORIZON = 130

Color = tuple[int, int, int]

_DAY = ((168, 201, 226), (226, 234, 236), (150, 140, 112), (118, 106, 82))
_NIGHT = ((18, 24, 44), (40, 46, 70), (46, 44, 46), (28, 27, 30))


def scene(kind: str, *, seed: str) -> bytes:
    """Draw one scene as a PNG; another seed gives another picture of the same kind."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311  # a drawing, not a secret
    canvas = _Canvas()
    _landscape(canvas, chance, *(_NIGHT if kind == "night" else _DAY))
    _DRAW[kind](canvas, chance)
    return canvas.png()


class _Canvas:
    """Rows of pixels that are painted span by span."""

    def __init__(self) -> None:
        self.rows = [bytearray(WIDTH * 3) for _ in range(HEIGHT)]

    def span(self, y: int, left: float, right: float, color: Color) -> None:
        first, last = max(0, int(left)), min(WIDTH, int(right))
        if 0 <= y < HEIGHT and first < last:
            self.rows[y][first * 3 : last * 3] = bytes(color) * (last - first)

    def box(self, left: float, top: int, width: float, height: int, color: Color) -> None:
        for y in range(top, top + height):
            self.span(y, left, left + width, color)

    def ellipse(self, x: float, y: int, wide: float, high: int, color: Color) -> None:
        for row in range(-high, high + 1):
            half = wide * math.sqrt(1 - (row / high) ** 2)
            self.span(y + row, x - half, x + half, color)

    def png(self) -> bytes:
        def chunk(name: bytes, body: bytes) -> bytes:
            return (
                struct.pack(">I", len(body))
                + name
                + body
                + struct.pack(">I", zlib.crc32(name + body))
            )

        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        pixels = b"".join(b"\0" + bytes(row) for row in self.rows)
        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(pixels, 6))
            + chunk(b"IEND", b"")
        )


def _between(one: Color, other: Color, part: float) -> Color:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _landscape(
    canvas: _Canvas, chance: random.Random, top: Color, low: Color, near: Color, front: Color
) -> None:
    for y in range(HORIZON):
        canvas.span(y, 0, WIDTH, _between(top, low, y / HORIZON))
    for y in range(HORIZON, HEIGHT):
        canvas.span(y, 0, WIDTH, _between(near, front, (y - HORIZON) / (HEIGHT - HORIZON)))
    for depth, height in ((0.55, 46), (0.8, 26)):
        x, color = chance.uniform(0, 300), _between(low, near, depth)
        for _ in range(5):
            wide = chance.uniform(60, 130)
            for row in range(height):
                half = wide * row / height
                canvas.span(HORIZON - height + row, x - half, x + half, color)
            x = (x + chance.uniform(70, 160)) % WIDTH


def _river(canvas: _Canvas, chance: random.Random) -> None:
    bend = chance.uniform(60, 200)
    for y in range(HORIZON, 240):
        part = (y - HORIZON) / 110
        left = bend + 140 * part * part
        color = _between((150, 170, 172), (96, 124, 128), part)
        canvas.span(y, left, left + 60 + 260 * part, color)
    _drums(canvas, chance, count=9, top=232)


def _barrels(canvas: _Canvas, chance: random.Random) -> None:
    canvas.ellipse(240, 276, 200, 24, (62, 54, 46))
    _drums(canvas, chance, count=7, top=190, size=2)


def _drums(canvas: _Canvas, chance: random.Random, *, count: int, top: int, size: int = 1) -> None:
    x = chance.uniform(10, 60)
    for _ in range(count):
        y = top + chance.randrange(26)
        color = chance.choice(((52, 88, 140), (140, 62, 48), (70, 74, 70)))
        canvas.box(x, y, 18 * size, 28 * size, color)
        canvas.ellipse(x + 9 * size, y, 9 * size, 3 * size, _between(color, (255, 255, 255), 0.3))
        canvas.box(x, y + 13 * size, 18 * size, size, _between(color, (0, 0, 0), 0.4))
        x += chance.uniform(22, 34) * size


def _label(canvas: _Canvas, chance: random.Random) -> None:
    canvas.box(0, 0, WIDTH, HEIGHT, (52, 88, 140))
    canvas.box(90, 60, 300, 200, (238, 234, 220))
    canvas.box(110, 80, 56, 56, (226, 142, 32))
    for line in range(6):
        canvas.box(110, 156 + line * 16, chance.uniform(120, 250), 5, (70, 70, 66))


def _pipe(canvas: _Canvas, chance: random.Random) -> None:
    x = chance.uniform(180, 300)
    canvas.box(0, 150, WIDTH, 70, (146, 146, 142))
    for y in range(196, HEIGHT):
        spread = 16 + (y - 196) * 0.8
        canvas.span(y, x - spread, x + spread, (176, 180, 170))
    canvas.ellipse(x, 188, 34, 30, (96, 96, 94))
    canvas.ellipse(x, 190, 26, 23, (24, 24, 26))


def _heap(canvas: _Canvas, chance: random.Random) -> None:
    for _ in range(4):
        x, wide, high = chance.uniform(80, 400), chance.uniform(70, 130), chance.randrange(50, 100)
        shade = chance.randrange(44, 84)
        for row in range(high):
            half = wide * row / high
            canvas.span(270 - high + row, x - half, x + half, (shade, shade - 4, shade - 8))


def _pond(canvas: _Canvas, chance: random.Random) -> None:
    canvas.ellipse(240, 230, 210, 62, (106, 98, 78))
    canvas.ellipse(240, 230, 198, 55, (104, 120, 96))
    for _ in range(26):
        x, y = chance.uniform(80, 400), chance.randrange(196, 264)
        canvas.ellipse(x, y, chance.uniform(4, 10), 2, (206, 206, 196))


def _fire(canvas: _Canvas, chance: random.Random) -> None:
    for row in range(170):
        sway = 20 * math.sin(row / 24)
        canvas.span(230 - row, 232 + sway - row * 0.3, 250 + sway + row * 0.3, (128, 128, 130))
    canvas.ellipse(240, 250, 150, 26, (44, 40, 38))
    for _ in range(14):
        canvas.ellipse(chance.uniform(130, 350), 244, 8, chance.randrange(6, 22), (232, 122, 36))


def _night(canvas: _Canvas, chance: random.Random) -> None:
    canvas.box(0, 206, WIDTH, 60, (58, 58, 60))
    x = chance.uniform(90, 200)
    canvas.ellipse(x + 90, 210, 96, 30, (150, 154, 158))
    canvas.box(x + 180, 190, 50, 46, (164, 60, 44))
    for lamp in range(4):
        canvas.ellipse(60 + lamp * 120, 120, 7, 7, (250, 226, 150))
    canvas.ellipse(x + 60, 258, 110, 10, (120, 138, 62))


_DRAW = {
    "river": _river,
    "barrels": _barrels,
    "label": _label,
    "pipe": _pipe,
    "heap": _heap,
    "pond": _pond,
    "fire": _fire,
    "night": _night,
}

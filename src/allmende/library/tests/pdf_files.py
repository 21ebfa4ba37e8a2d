# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""PDF files written by hand, so that tests hold exactly what they are about and no program is needed."""

from __future__ import annotations

import hashlib
import zlib
from typing import Final

PADDING: Final = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
KEY_BYTES: Final = 5


def pdf(*pages: str | bytes, catalog: str = "", extra: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with these pages: text is set in lines, bytes are the stream of a whole-page picture object.

    ``catalog`` is added to the catalogue; ``extra`` are further objects, numbered from 5 on.
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog.encode(), b"", FONT, b"<< >>", *extra]
    kids = []
    for page in pages:
        content = _scan() if isinstance(page, bytes) else _lines(page)
        resources = "/Font << /F1 3 0 R >>"
        if isinstance(page, bytes):
            objects.append(page)
            resources = f"/XObject << /I1 {len(objects)} 0 R >>"
        objects.append(_stream(content))
        box = "[0 0 595 842]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources << {resources} >> "
            f"/Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return assembled(objects)


RESOURCES: Final = b"<< /Font << /F1 3 0 R >> >>"
FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def assembled(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """The file of these objects, with its table of where each begins."""
    file = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(file)


def picture(width: int = 200, height: int = 280, *, declared: tuple[int, int] | None = None) -> bytes:
    """A grey picture; ``declared`` is the size it claims to have instead."""
    data = zlib.compress(b"\xbb" * (width * height))
    claimed = declared or (width, height)
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {claimed[0]} /Height {claimed[1]} /ColorSpace /DeviceGray "
        f"/BitsPerComponent 8 /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    )
    return head.encode() + data + b"\nendstream"


def locked(text: str, password: bytes = b"geheim") -> bytes:
    """A PDF that opens with ``password`` only (RC4, 40 bit: the oldest way, which every reader knows)."""
    identity = b"0123456789abcdef"
    padded = (password + PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:KEY_BYTES], padded)  # noqa: S324 - the format says so
    rights = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + rights + identity).digest()[:KEY_BYTES]  # noqa: S324
    user = _rc4(key, PADDING)
    content = _lines(text)
    own_key = hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[: KEY_BYTES + 5]  # noqa: S324
    encryption = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (
        owner.hex().encode(),
        user.hex().encode(),
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        FONT,
        _stream(_rc4(own_key, content)),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents 4 0 R >>" % RESOURCES,
        encryption,
    ]
    return assembled(objects, b"/Encrypt 6 0 R /ID [<%s> <%s>]" % ((identity.hex().encode(),) * 2))


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _scan() -> bytes:
    return b"q 595 0 0 842 0 0 cm /I1 Do Q"


def _lines(text: str) -> bytes:
    told = [b"BT /F1 11 Tf 14 TL 60 780 Td"]
    for line in text.split("\n"):
        safe = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        told.append(b"(%s) Tj T*" % safe)
    return b"\n".join([*told, b"ET"])


def _rc4(key: bytes, content: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    told = bytearray()
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        told.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(told)

# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Office files made of the XML that matters, so that tests say exactly what is in them."""

from __future__ import annotations

import io
import zipfile
from typing import Final

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"
ODF: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "draw", "manifest")
)


def packed(parts: dict[str, str | bytes], level: int = 6) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return file.getvalue()


def docx(body: str, *, raw: bytes | None = None, extra: dict[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A DOCX with this body. ``parts`` are the inner XML of numbering, styles, footnotes, header, footer."""
    roots = {"header": "hdr", "footer": "ftr"}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override ContentType="{DOCX_TYPE}.main+xml"/></Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in parts}),
        "word/document.xml": raw or f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    for name, inner in parts.items():
        root = roots.get(name, name)
        files[f"word/{name}.xml"] = f'<w:{root} xmlns:w="{WORD}">{inner}</w:{root}>'
    return packed(files | (extra or {}))


def _relations(targets: dict[str, str]) -> str:
    rows = [f'<Relationship Type="{OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items()]
    return f'<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def paragraph(text: str, *, style: str = "", list_id: int | None = None, level: int = 0) -> str:
    """A paragraph of a DOCX."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_id is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, *, styles: str = "", lists: str = "", manifest: str = "", macros: bool = False) -> bytes:
    """An ODT with this body; ``styles`` is inside styles.xml, ``lists`` among the automatic styles."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{lists}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": ODT_TYPE,
        "content.xml": content,
        "styles.xml": f"<office:document-styles {ODF}>{styles}</office:document-styles>",
        "META-INF/manifest.xml": f"<manifest:manifest {ODF}>{manifest}</manifest:manifest>",
        "Basic/Standard/script-lb.xml": "<library/>",
    }
    if macros:
        parts["Basic/Standard/Module1.xml"] = "Sub Main"
    return packed(parts)

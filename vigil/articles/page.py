"""HTML pages: bytes to characters, a tree that hostile nesting cannot break, and the text of its paragraphs."""

from __future__ import annotations

import codecs
import logging
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from vigil.records import RawDocument

for _library in (
    "trafilatura",
    "htmldate",
):  # they report each odd page on stderr; a rejection says it better
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

MAX_CHARACTERS = 8_000_000  # of a page that are looked at; the longest article is far below
LITTLE = 200  # characters of paragraphs: below, the text may stand elsewhere
_SAMPLE = 64 * 1024

# Browsers' algorithm for misnested tags takes time that grows with the square of the depth, or worse where bold, italic
# and links are left open.  Pages beyond these bounds are flattened before they are parsed.
_MANY_TAGS = 20_000
_SOME_TAGS = 4_000  # fewer, and closed as they should be: they cannot take long, and need no closer look
_UNCLOSED = 400  # pictures, line breaks and links of an ordinary page
_OPEN_FORMATTING = 100
_FORMATTING = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I)
_NOT_FLAT = re.compile(
    r"<(?!/?(?:html|head|body|title|meta|link|script|style|h1|h2|p|br)[\s>/])/?[a-zA-Z][^<>]{0,2000}>?", re.I
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]{2,40})", re.I)
# What pages mean by these names, as browsers take them.
_WIDER = {
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_STATEFUL = ("iso2022", "hz")  # look like ASCII, so valid UTF-8 proves nothing


def decode(raw: RawDocument) -> str:
    """The characters of a page: by byte order mark, as valid UTF-8, by the charset that the server or the page
    declares, by detection, last as Windows-1252.  Never raises."""
    data = raw.content
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _declared(raw)
    if declared is None or not declared.startswith(_STATEFUL):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if declared:
        text = data.decode(declared, "replace")
        if text.count("\ufffd") * 200 <= len(text):
            return text
    from charset_normalizer import from_bytes  # needed for few pages

    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _declared(raw: RawDocument) -> str | None:
    headers = [value for key, value in raw.headers if key.lower() == "content-type"]
    names = [name for value in headers for name in _HEADER_CHARSET.findall(value)[:1]]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        names += [name.decode("ascii", "replace") for name in pattern.findall(raw.content[:4096])[:1]]
    for name in names:
        try:
            known = codecs.lookup(name).name
            b"a".decode(known)  # codecs that are no charset ("hex", "rot13") refuse or need something else
        except (LookupError, ValueError, TypeError):
            continue
        if not known.startswith(("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw")):
            return _WIDER.get(known, known)
    return None


def hostile(html: str) -> bool:
    """Whether a page has more tags than any article needs, or leaves many formatting tags open."""
    tags = html.count("<")
    if tags > _MANY_TAGS:
        return True
    if tags <= _SOME_TAGS and tags - 2 * html.count("</") <= _UNCLOSED:
        return False
    balance = 0
    for found in _FORMATTING.finditer(html):
        balance += -1 if found.group(1) else 1
        if balance > _OPEN_FORMATTING:
            return True
    return False


def parse(html: str, flatten: bool = False) -> LexborHTMLParser:
    """The tree of a page.  ``flatten``: without any tag that can nest, for pages that are ``hostile``."""
    return LexborHTMLParser(_NOT_FLAT.sub("\n", html) if flatten else html)


_FURNITURE = frozenset(("nav", "footer", "aside", "form", "noscript", "template", "button", "select"))
_FURNITURE_DEPTH = 12
_HEADLINE_BLANKS = 2  # in the shortest headline of another story


def paragraphs(tree: LexborHTMLParser) -> list[str]:
    """The text of each paragraph outside menus, footers and forms, in order, white space made single.

    A paragraph that is one link is the headline of another story, and left out.
    """
    found = []
    for node in tree.css("p"):
        if text := " ".join(node.text().split()):
            if not _in_furniture(node) and not _is_link(node, text):
                found.append(text)
    return found


def _is_link(node: LexborNode, text: str) -> bool:
    link = node.css_first("a")
    return link is not None and " ".join(link.text().split()) == text


def paragraphs_of(text: str, paragraphs: list[str]) -> str:
    """The paragraphs in a main text of one line that they make up for the most part; else nothing.

    Of a short page trafilatura gives all in one line, headlines of other stories too.
    """
    if "\n" in text:
        return ""
    found = [paragraph for paragraph in paragraphs if paragraph in text]
    return "\n\n".join(found) if len(found) > 1 and 2 * sum(map(len, found)) >= len(text) else ""


def linked_lines(tree: LexborHTMLParser) -> frozenset[str]:
    """The texts of the links of a page that are as long as headlines."""
    texts = (" ".join(node.text().split()) for node in tree.css("a"))
    return frozenset(text for text in texts if text.count(" ") >= _HEADLINE_BLANKS)


def without_links(text: str, links: frozenset[str]) -> str:
    """A main text without the lines that are one link each: headlines of other stories, which are not told here."""
    lines = text.split("\n")
    kept = [line for line in lines if line.lstrip("-•* ") not in links]
    return text if len(kept) == len(lines) else "\n".join(kept).strip()


def _in_furniture(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_FURNITURE_DEPTH):
        if parent is None or parent.tag == "body":
            return False
        if parent.tag in _FURNITURE:
            return True
        parent = parent.parent
    return False


_SENTENCE_END = re.compile(r"[.!?…۔。؟।][\"'”’»)\]]*$")


def prose(tree: LexborHTMLParser) -> str:
    """What reads like prose on a page without paragraphs: its lines that end as sentences do, or are long."""
    tree.strip_tags(["script", "style", *sorted(_FURNITURE)])
    if tree.body is None:
        return ""
    lines = (" ".join(line.split()) for line in tree.body.text(separator="\n").split("\n"))
    return "\n\n".join(line for line in lines if _is_prose(line))


def _is_prose(line: str) -> bool:
    words = line.count(" ") + 1
    return (
        words >= 12
        or bool(_SENTENCE_END.search(line))
        and (words >= 4 or len(line) >= 12 and not line.isascii())
    )


def without_headline(text: str, title: str | None) -> str:
    """A text without a first line that only repeats its title; the whole text where there is nothing else."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and rest and first.strip().casefold() == title.casefold() else text


def main_text(html: str, url: str | None) -> str:
    """The main text as trafilatura finds it, without comments and tables; empty where it finds none or fails."""
    import trafilatura  # a fifth of a second: only where there are pages

    try:
        text = trafilatura.extract(html, url=url, fast=True, include_comments=False, include_tables=False)
    except Exception:  # a parser that fails on one page must not end the run
        return ""
    return (text or "").strip()

"""Files of each kind, folders, standard input and priors, as a user would name them."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from vigil.config import IngestConfig
from vigil.ingest import read_inputs
from vigil.records import Priors, RawDocument, Rejected

REPORT = "Police said 12 people died when a bomb went off near the river market in Larsu."


def read(*inputs: str | Path, config: IngestConfig | None = None, stdin: bytes | None = None) -> list:
    stream = io.BytesIO(stdin) if stdin is not None else None
    return list(read_inputs([str(i) for i in inputs], config or IngestConfig(), stream))


def one(*inputs: str | Path, **more) -> RawDocument:
    (found,) = read(*inputs, **more)
    assert isinstance(found, RawDocument), found
    return found


def refused(*inputs: str | Path, **more) -> Rejected:
    (found,) = read(*inputs, **more)
    assert isinstance(found, Rejected), found
    assert found.stage == "ingest" and found.reason.endswith((".", ")"))
    return found


def pdf_bytes(text: str | None, title: str | None = None, password: str | None = None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    if text is not None:
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        named = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title, "/CreationDate": "D:20130112000000Z"})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_text_file_is_kept_whole(tmp_path):
    text = f"Blast in Larsu\r\n\r\n{REPORT}\r\n"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = one(tmp_path / "a.txt")
    assert found.text == text  # only the byte order mark goes; line ends and first line stay
    assert found.title is None and found.content.startswith(b"\xef\xbb\xbf")


def test_a_pdf_has_no_words_or_sentences_cut_by_lines_and_pages(tmp_path):
    from vigil.ingest.pdf import _flowing

    (tmp_path / "a.pdf").write_bytes(pdf_bytes("Gunmen killed five peo-) Tj 0 -14 Td (ple in Larsu."))
    assert one(tmp_path / "a.pdf").text == "Gunmen killed five people in Larsu."
    pages = [
        "Gunmen killed twenty-\nfive peo-\nple in the north-\nEast of Larsu, the chair-",
        "man said.",
        "No one fled.",
    ]
    assert _flowing(pages) == (
        "Gunmen killed twenty-five people in the north-\nEast of Larsu, the chairman said.\n\nNo one fled."
    )


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "Police said \u201ctwelve\u201d people died in S\u00e3o Roque \u2013 the town\u2019s worst night. "
            * 3,
        ),
        ("utf-16", REPORT),
        ("utf-32", REPORT),
        ("utf-16-le", "\ufeff" + REPORT),
        (
            "koi8-r",
            "Вчера вечером на рыночной площади города прогремел взрыв, погибли двенадцать человек. " * 20,
        ),
    ],
)
def test_text_in_other_encodings(tmp_path, encoding, text):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert one(tmp_path / "a.txt").text == text.lstrip("\ufeff")


def test_markdown_front_matter_and_heading(tmp_path):
    body = f"---\ntitle: 'Market blast: 12 dead'\ndate: 2013-01-12\noutlet: Larsu Post\nurl: https://l.example/1\n---\n# Other\n{REPORT}\n"
    (tmp_path / "a.md").write_text(body, encoding="utf-8")
    found = one(tmp_path / "a.md")
    assert (found.title, found.published) == ("Market blast: 12 dead", "2013-01-12")
    assert (found.outlet, found.url, found.text) == ("Larsu Post", "https://l.example/1", body)
    (tmp_path / "b.md").write_text(f"Intro\n\n# Market blast #\n{REPORT}", encoding="utf-8")
    assert one(tmp_path / "b.md").title == "Market blast"


@pytest.mark.parametrize(
    "front", ["title: [", "- a\n- b", "title: &a [*a]", "a: " + "[" * 3000, "title: {x: 1}"]
)
def test_broken_front_matter_is_only_text(tmp_path, front):
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n{REPORT}", encoding="utf-8")
    assert one(tmp_path / "a.md").title is None


def test_html_is_bytes_with_the_address_of_a_saved_page(tmp_path):
    page = (
        b"<!DOCTYPE html>\n<!-- saved from url=(0027)https://larsu.example/blast -->\n<html><p>x</p></html>"
    )
    (tmp_path / "a.htm").write_bytes(page)
    found = one(tmp_path / "a.htm")
    assert (found.media_type, found.text, found.content) == ("text/html", None, page)
    assert found.url == "https://larsu.example/blast"


def test_ten_thousand_nested_tags_pass(tmp_path):
    page = b"<div>" * 10_000 + REPORT.encode() + b"</div>" * 10_000
    (tmp_path / "deep.html").write_bytes(page)
    assert one(tmp_path / "deep.html").content == page


def test_pdf_text_and_title(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf_bytes(REPORT, "Blast at the river market"))
    found = one(tmp_path / "a.pdf")
    assert found.text is not None and REPORT in found.text
    assert found.title == "Blast at the river market"
    assert found.published is None  # a creation date is no publication date
    (tmp_path / "b.pdf").write_bytes(pdf_bytes(REPORT, "Microsoft Word - final draft.doc"))
    assert one(tmp_path / "b.pdf").title is None


def test_pdf_without_text_or_with_password_or_damaged(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(pdf_bytes(None))
    found = refused(tmp_path / "scan.pdf")
    assert found.code == "no_text" and "OCR" in found.reason
    (tmp_path / "locked.pdf").write_bytes(pdf_bytes(REPORT, password="secret"))
    found = refused(tmp_path / "locked.pdf")
    assert found.code == "encrypted" and "password" in found.reason
    (tmp_path / "cut.pdf").write_bytes(pdf_bytes(REPORT)[:150])
    assert refused(tmp_path / "cut.pdf").code == "broken_pdf"


def mail(html_only: bool = False) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Twelve dead\n in Larsu".replace("\n", "")
    message["From"] = "Larsu Wire <desk@larsu.example>"
    message["Date"] = "Sat, 12 Jan 2013 10:00:00 +0500"
    if html_only:
        message.set_content(f"<p>{REPORT}</p>", subtype="html")
    else:
        message.set_content(REPORT)
        message.add_alternative(f"<p>{REPORT}</p>", subtype="html")
    return message


def test_mail_body_headers_and_attachments(tmp_path):
    message = mail()
    message.add_attachment(
        json.dumps({"text": "row", "id": 7}).encode(), "application", "json", filename="r.jsonl"
    )
    message.add_attachment(b"\x89PNG", "image", "png", filename="photo.png")
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    body, row = read(tmp_path / "m.eml")
    assert body.text.strip() == REPORT and body.media_type == "message/rfc822"
    assert (body.title, body.outlet, body.published) == (
        "Twelve dead in Larsu",
        "Larsu Wire",
        "2013-01-12T10:00:00+05:00",
    )
    assert (row.text, row.row_id) == ("row", "7") and row.source.endswith("m.eml!r.jsonl:1")


def test_forwarded_mail_and_html_mail(tmp_path):
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "Fwd", "a@desk.example"
    outer.set_content("See below.")
    outer.add_attachment(mail())
    (tmp_path / "f.eml").write_bytes(outer.as_bytes())
    first, second = read(tmp_path / "f.eml")
    assert (first.outlet, second.outlet) == ("desk.example", "Larsu Wire")
    (tmp_path / "h.eml").write_bytes(mail(html_only=True).as_bytes())
    found = one(tmp_path / "h.eml")
    assert (found.media_type, found.text) == ("text/html", None) and REPORT.encode() in found.content


def test_empty_and_noise(tmp_path):
    for name in (
        "e.txt",
        "e.md",
        "e.html",
        "e.pdf",
        "e.eml",
        "e.jsonl",
        "e.csv",
        "e.warc",
        "e.warc.gz",
        "e.zip",
        "e",
    ):
        (tmp_path / name).write_bytes(b"")
        assert refused(tmp_path / name).code == "empty"
    (tmp_path / "w.txt").write_bytes(b" \n\t\n")
    assert refused(tmp_path / "w.txt").code == "empty"
    noise = bytes(range(256)) * 40
    (tmp_path / "n.txt").write_bytes(noise)
    (tmp_path / "n.html").write_bytes(noise)
    (tmp_path / "n.bin").write_bytes(noise)
    assert refused(tmp_path / "n.txt").code == "not_text"
    assert refused(tmp_path / "n.html").code == "not_text"
    assert refused(tmp_path / "n.bin").code == "unsupported"


def test_missing_file_is_a_rejection_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT)
    lost, found = read(tmp_path / "nowhere.txt", tmp_path / "a.txt")
    assert lost.code == "not_found" and found.text == REPORT


def test_a_document_over_the_cap(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT * 100)
    assert refused(tmp_path / "a.txt", config=IngestConfig(max_document_bytes=500)).code == "too_large"
    assert (
        one(tmp_path / "a.txt", config=IngestConfig(max_document_bytes=len(REPORT) * 100)).text
        == REPORT * 100
    )


def test_folder_is_sorted_recursive_and_skips_hidden(tmp_path):
    for name in (
        "b/z.txt",
        "b/a.txt",
        "a.txt",
        "c.log.html",
        ".hidden.txt",
        ".git/x.txt",
        "b/page",
        "b/photo.jpg",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(
            b"\xff\xd8\xff\xe0\0\0" if name.endswith("jpg") else b"<html><p>x" if name == "b/page" else b"x y"
        )
    found = read(tmp_path)
    assert [f.source.removeprefix(tmp_path.as_posix() + "/") for f in found] == [
        "a.txt",
        "b/a.txt",
        "b/page",
        "b/photo.jpg",
        "b/z.txt",
        "c.log.html",
    ]
    assert found[2].media_type == "text/html"
    assert isinstance(found[3], Rejected) and found[3].code == "unsupported"


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need POSIX")
def test_link_loops_end_and_pipes_do_not_block(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(REPORT)
    os.symlink(tmp_path / "in", tmp_path / "in" / "loop")
    os.symlink("/nonexistent", tmp_path / "in" / "dangling.txt")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    codes = [f.code if isinstance(f, Rejected) else f.text for f in read(tmp_path / "in")]
    assert codes == [REPORT, "not_found", "unsupported"]


def test_empty_folder_says_so(tmp_path):
    assert refused(tmp_path).code == "empty"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b'{"id": "a", "text": "x"}\n', "application/json"),
        (b"  <!DOCTYPE html><html>x</html>", "text/html"),
        (REPORT.encode(), "text/plain"),
        (gzip.compress(REPORT.encode()), "text/plain"),
        (pdf_bytes(REPORT), "application/pdf"),
    ],
)
def test_standard_input_is_sniffed(data, media_type):
    found = one("-", stdin=data)
    assert found.media_type == media_type and found.source.startswith("-")


def test_zip_on_standard_input():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", REPORT)
    assert one("-", stdin=packed.getvalue()).source == "-!a.txt"


def test_priors_go_beside_what_a_document_says_itself(tmp_path):
    rows = [
        {"text": "a", "published": "2013-01", "outlet": "Own", "country": "PK"},
        {"text": "b", "outlet": ""},
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, rows)))
    config = IngestConfig(published="2014", outlet="Prior", country="Mali")
    own, none = read(tmp_path / "r.jsonl", config=config)
    assert (own.published, own.outlet, own.country) == ("2013-01", "Own", "PK")
    assert (none.published, none.outlet, none.country) == (None, None, None)
    assert own.priors == none.priors == Priors("2014", "Prior", "Mali")


@pytest.mark.parametrize(
    "text",
    [
        "id,text,outlet\n1,{},Post\n",
        "Date;Full Text\n2013-01-10;{}\n",
        'text\t"title"\n{}\tBlast\n',
        "body,id\r\n{},1\r\n",
    ],
)
def test_csv_is_known_by_its_header_where_no_name_tells(text, tmp_path):
    assert one("-", stdin=text.format(REPORT.replace(",", "")).encode()).text == REPORT.replace(",", "")
    (tmp_path / "a.tsv").write_text("text\ttitle\nTwelve died.\tBlast\n")
    assert one(tmp_path / "a.tsv").title == "Blast"


@pytest.mark.parametrize(
    "text", ["Text, body and mind\n", "The text, he said, was long.\n", "text\nTwelve died.\n", "a,b\n"]
)
def test_prose_is_no_csv(text):
    assert one("-", stdin=text.encode()).media_type == "text/plain"


def test_a_record_in_a_folder_is_no_input(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT)
    for name in ("vigil.db", "vigil.db-wal"):
        (tmp_path / name).write_bytes(b"SQLite format 3\0")
    assert one(tmp_path).source.endswith("a.txt")
    assert refused(tmp_path / "vigil.db").code == "unsupported"


def test_inputs_are_opened_one_after_another(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    documents = read_inputs([str(tmp_path / "a.txt"), str(tmp_path / "late.txt")], IngestConfig())
    assert next(documents).text == "one"
    (tmp_path / "late.txt").write_text("two")  # made after the first was read
    assert next(documents).text == "two"


def test_names_in_messages_carry_no_control_characters(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("\x1b[31mred\u202e.txt", b"")
    assert refused(tmp_path / "a.zip").source.endswith("a.zip!\ufffd[31mred\ufffd.txt")


def test_wrong_extension_is_seen_by_content(tmp_path):
    (tmp_path / "a.html").write_bytes(pdf_bytes(REPORT))
    assert one(tmp_path / "a.html").media_type == "application/pdf"
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    assert refused(tmp_path / "a.docx").code == "unsupported"

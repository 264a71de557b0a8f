"""JSON Lines and CSV: exactness of text and id, broken rows, long lines."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.config import MIB, IngestConfig
from vigil.ingest import read_inputs
from vigil.ingest.rows import read_csv, read_jsonl
from vigil.records import RawDocument, Rejected

CONFIG = IngestConfig()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: not t.isspace())


def jsonl(data: bytes | str, config: IngestConfig = CONFIG) -> list:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_jsonl("c.jsonl", io.BytesIO(raw), config))


def rows(data: bytes | str, config: IngestConfig = CONFIG) -> list:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_csv("c.csv", io.BytesIO(raw), config))


def kinds(found: list) -> list[str]:
    return [f.code if isinstance(f, Rejected) else f.text for f in found]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_any_text_and_id_come_back_exactly(pairs, ascii_only, newline):
    lines = [json.dumps({"id": i, "text": t}, ensure_ascii=ascii_only) for i, t in pairs]
    found = jsonl(newline.join(lines))
    assert [(f.row_id, f.text) for f in found] == pairs
    assert [f.content for f in found] == [line.encode() for line in lines]
    assert [f.source for f in found] == [f"c.jsonl:{n}" for n in range(1, len(pairs) + 1)]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1), st.sampled_from([",", ";", "\t"]))
def test_any_text_comes_back_from_csv(pairs, delimiter):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "Text"])
    writer.writerows(pairs)
    assert [(f.row_id, f.text) for f in rows(out.getvalue())] == pairs


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"0012"', "0012"),
        ("12", "12"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("1.10", "1.10"),
    ],
)
def test_id_is_echoed_as_written(written, expected):
    (found,) = jsonl(f'{{"id": {written}, "text": "x"}}')
    assert found.row_id == expected


def test_doc_id_stands_in_for_id():
    both, alone, null = jsonl(
        '{"id":"a","doc_id":"b","text":"x"}\n{"doc_id":"b","text":"x"}\n{"id":null,"doc_id":3,"text":"x"}'
    )
    assert (both.row_id, both.extra) == ("a", '{"doc_id":"b"}')
    assert (alone.row_id, alone.extra) == ("b", None)
    assert (null.row_id, null.extra) == ("3", None)


def test_known_keys_and_extra():
    row = {
        "text": "x",
        "url": "https://a.example",
        "outlet": "O",
        "title": "T",
        "published": 2013,
        "country": "PK",
        "z": [1],
        "a": {"c": 1, "b": None},
    }
    (found,) = jsonl(json.dumps(row))
    assert (found.url, found.outlet, found.title) == ("https://a.example", "O", "T")
    assert (found.published, found.country) == ("2013", "PK")
    assert found.extra == '{"a":{"b":null,"c":1},"z":[1]}'


def test_broken_rows_in_the_middle_are_named_and_the_rest_goes_on():
    lines = [
        b'{"text": "one"}',
        b"{broken",
        b'{"text": "\xff\xfe"}',
        b'["a"]',
        b'{"id": 1}',
        b'{"text": "  "}',
        b'{"text": 5}',
        b"",
        b'{"id": [1], "text": "x"}',
        b"[" * 5000,
        b'{"text": "last"}',
    ]
    found = jsonl(b"\n".join(lines))
    assert kinds(found) == [
        "one",
        "broken_row",
        "broken_row",
        "broken_row",
        "no_text",
        "empty",
        "no_text",
        "broken_row",
        "broken_row",
        "last",
    ]
    assert found[1].source == "c.jsonl:2" and found[-1].source == "c.jsonl:11"
    assert "UTF-8" in found[2].reason


def test_half_a_surrogate_pair_becomes_one_replacement_character_but_not_in_an_id():
    cut, bad_id = jsonl('{"id":"a","text":"dead \\ud83d now","k":["\\udc00"]}\n{"id":"\\ud83d","text":"x"}')
    assert cut.text == "dead \ufffd now" and cut.row_id == "a" and cut.extra == '{"k":["\ufffd"]}'
    assert bad_id.code == "broken_row" and "id" in bad_id.reason


def test_byte_order_marks():
    (found,) = jsonl(b'\xef\xbb\xbf{"text":"x"}')
    assert found.text == "x"
    (found,) = rows(b"\xef\xbb\xbftext\nx\n")
    assert found.text == "x"


def test_utf16_rows_are_refused_once(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"text":"x"}\n{"text":"y"}'.encode("utf-16"))
    (found,) = read_inputs([str(tmp_path / "a.jsonl")], CONFIG)
    assert found.code == "encoding"


def test_line_cap_is_exact():
    small = IngestConfig(max_document_bytes=20)
    line = b'{"text":"12345678"}'  # 19 bytes
    found = jsonl(line + b"\r\n" + line[:-2] + b'9"}\r\n' + line[:-2] + b'90"}\r\n' + line, small)
    assert kinds(found) == ["12345678", "123456789", "too_large", "12345678"]


def test_line_of_200_mb_is_skipped_without_being_held(tmp_path):
    path = tmp_path / "big.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text":"before"}\n{"text":"')
        for _ in range(200):
            file.write(b"a" * MIB)
        file.write(b'"}\n{"text":"after"}\n')
    tracemalloc.start()
    try:
        found = list(read_inputs([str(path)], IngestConfig(max_document_bytes=4 * MIB)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kinds(found) == ["before", "too_large", "after"]
    assert found[1].source.endswith("big.jsonl:2") and found[2].source.endswith("big.jsonl:3")
    assert peak < 24 * MIB


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path):
    path = tmp_path / "many.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for n in range(20_000):
            file.write(orjson.dumps({"id": n, "text": f"{n} " * 200}) + b"\n")
    tracemalloc.start()
    try:
        count = sum(isinstance(f, RawDocument) for f in read_inputs([str(path)], CONFIG))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 8 * MIB  # the rows are more than 20 MB


def test_csv_columns_lines_and_bytes():
    first, second = rows(
        'id,Outlet,text,Deaths\r\n1,Post,"two\nlines, and ""quotes""",12\r\n\r\n2,,plain,\r\n'
    )
    assert (first.text, first.row_id, first.outlet) == ('two\nlines, and "quotes"', "1", "Post")
    assert (first.extra, first.source) == ('{"Deaths":"12"}', "c.csv:2")
    assert first.content == b'1,Post,"two\nlines, and ""quotes""",12'
    assert (second.text, second.outlet, second.extra, second.source) == ("plain", None, None, "c.csv:5")


def test_csv_broken_rows():
    found = rows(b'id,text\n1,a\n2,"b"c\n3,a,b,c\n4,\n5,\xff\n6\n7,z\n')
    assert kinds(found) == ["a", "broken_row", "broken_row", "empty", "broken_row", "no_text", "z"]
    assert [f.source for f in found] == [f"c.csv:{n}" for n in range(2, 9)]


def test_csv_long_rows_of_many_lines_are_refused():
    small = IngestConfig(max_document_bytes=1000)
    found = rows('id,text\n1,"' + "word\n" * 1000 + '"\n', small)
    assert found and found[0].code == "too_large"


def test_other_usual_names_of_our_fields_count_where_ours_are_lacking():
    (found,) = rows('Headline,Date,Source,Link,Full Text\nT,2013-01-10,The Post,https://a.example/1,"x, y"\n')
    assert (found.title, found.published, found.outlet) == ("T", "2013-01-10", "The Post")
    assert (found.url, found.text) == ("https://a.example/1", "x, y")
    own, other = jsonl(
        '{"text":"x","body":"y","title":"T","headline":"H","published":"2013","date":"2014"}\n'
        '{"body":"y","date":"2014","source":{"id":3}}'
    )
    assert (own.text, own.title, own.published) == ("x", "T", "2013")
    assert own.extra == '{"body":"y","date":"2014","headline":"H"}'
    assert (other.text, other.published, other.outlet) == ("y", "2014", None)
    assert other.extra == '{"date":"2014","source":{"id":3}}'  # what is used stays as it came, too


def test_csv_without_a_text_column_says_what_its_header_names(tmp_path):
    (tmp_path / "a.csv").write_text("id;story\n1;x\n")
    (found,) = read_inputs([str(tmp_path / "a.csv")], CONFIG)
    assert found.code == "no_text" and "text" in found.reason and "id, story" in found.reason


@pytest.mark.parametrize(
    "text", ['[{"text": "x"}]', '[\n  {"text": "x"},\n  {"text": "y"}\n]', '{\n  "text": "x"\n}', "[[1, 2]]"]
)
def test_other_json_is_refused_once_with_advice(text, tmp_path):
    (tmp_path / "a.json").write_text(text)
    (found,) = read_inputs([str(tmp_path / "a.json")], CONFIG)
    assert found.code == "unsupported" and "one object a line" in found.reason
    (tmp_path / "a.json").write_text('{"text": "x"}\n{"text": "y"}\n')
    assert kinds(read_inputs([str(tmp_path / "a.json")], CONFIG)) == ["x", "y"]

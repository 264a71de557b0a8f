"""The annotated corpus has the form of its guide, and is as varied as it should be."""

import pytest

from training import agreement
from training.corpus import counts, read


@pytest.fixture(scope="module")
def reports():
    return list(read())


def test_every_file_has_the_form_of_the_guide(reports):
    assert len(reports) >= 800
    assert all(report.lines for report in reports)


def test_a_third_of_the_reports_tell_nothing(reports):
    found = counts(reports)
    assert found["reports without an incident"] >= 250


def test_no_two_reports_share_a_sentence(reports):
    texts = [line.text for report in reports for line in report.lines]
    assert len(texts) == len(set(texts))


def test_spans_are_words_of_their_sentence(reports):
    for report in reports:
        for line in report.lines:
            last = 0
            for span in line.spans:
                words = line.text[span.start : span.end]
                assert words == words.strip() != ""
                assert span.start >= last
                last = span.end


def test_a_wrong_label_is_named_with_its_line(tmp_path):
    file = tmp_path / "bad.txt"
    file.write_text("# z0001 style=wire region=x published=2020 country=-\n- {atack@1} A bomb went off.\n")
    with pytest.raises(ValueError, match=r"bad\.txt:2: unknown label atack@1"):
        list(read([file]))


def test_the_second_reading_has_the_same_words_and_agrees(reports):
    lines = agreement.pairs(reports, list(read([agreement.SECOND])))
    assert agreement.kappa(lines) > 0.8
    assert agreement.span_scores(lines)[1] > 0.85

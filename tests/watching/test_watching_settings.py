"""The file of a watch: what it says, and what its errors say."""

from __future__ import annotations

from pathlib import Path

import pytest

from vigil.errors import UsageError
from vigil.searches import parse
from vigil.watching import EXAMPLE, Settings, read_settings

FEED = '[[feed]]\nurl = "https://a.example/rss"\n'


def read(tmp_path: Path, text: str, secret: str | None = None) -> Settings:
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")
    return read_settings(path, secret)


def test_the_example_is_right_also_with_every_line_in_use(tmp_path: Path) -> None:
    plain = read(tmp_path, EXAMPLE)
    assert [str(s.search) for s in plain.searches] == [
        "attack, Balochistan, killed >= 5",
        "sit-in, Quetta",
    ]
    assert plain.doubts() == []
    everything = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in EXAMPLE.splitlines()
    )
    full = read(tmp_path, everything)
    assert full.site == "http://127.0.0.1:8350" and full.contact == "mailto:me@example.org"
    assert full.searches[1].search.since == "2013-01" and full.searches[1].every_rise
    assert (full.notify.webhook, full.notify.secret) == ("http://127.0.0.1:9000/hook", "change me")
    assert full.feeds[0].every == 7200


def test_what_a_file_says(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '[watch]\nevery = "2h"\nsite = "http://127.0.0.1:8350/"\n'
        + FEED
        + '[[feed]]\nurl = "http://b.example/"\nevery = "90s"\noutlet = "B"\ncountry = "PK"\n'
        '[[search]]\nplace = ["Quetta", "Pakistan"]\nkilled_at_least = 5\nsince = 2013-01-10\n'
        '[[search]]\nname = "x"\nquery = "attack"\nin_passing = true\n[notify]\natom = "out/a.xml"\n',
        "from outside",
    )
    assert [(f.url, f.every, f.outlet, f.country) for f in found.feeds] == [
        ("https://a.example/rss", 7200, None, None),
        ("http://b.example/", 90, "B", "PK"),
    ]
    first, second = found.searches
    assert first.search == parse("Quetta, Pakistan, killed >= 5, since 2013-01-10") and first.name == str(
        first.search
    )
    assert second.in_passing and second.key != str(second.search)
    assert found.notify.atom == tmp_path / "out/a.xml" and found.notify.log is None
    assert found.site == "http://127.0.0.1:8350" and found.notify.secret == "from outside"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no feed"),
        ("[watch", "is not TOML"),
        ("[watch]\nevery = 30m\n", "quotation marks"),
        (FEED + "[watch]\nevry = 3", r"\[watch\]: evry means nothing here; did you mean every"),
        (FEED + "[wach]\n", "did you mean watch"),
        (FEED + "[watch]\nzzz = 3", "remove it"),
        (FEED + '[watch]\nevery = "5s"', 'at least "60s"'),
        (FEED + "[watch]\nevery = 30", 'every = "30m"'),
        (FEED + '[watch]\npause = "0s"', 'at least "1s"'),
        (FEED + '[watch]\nsite = "127.0.0.1:8350"', 'write "https://127.0.0.1:8350"'),
        (FEED + '[watch]\ncontact = "me\\nX-Evil: 1"', "contact"),
        (FEED + '[watch]\ncontact = "méi"', "contact"),
        (FEED + "watch = 3", "watch"),
        ('[feed]\nurl = "https://a.example/"', "two brackets"),
        ("[[feed]]\noutlet = 'A'", r"\[\[feed\]\] number 1: it has no url"),
        (FEED + "country = 'Atlantis'", "no country 'Atlantis'"),
        (FEED + "outlet = 3", r"\[\[feed\]\] number 1 \(https://a.example/rss\): outlet is 3"),
        ('[[feed]]\nurl = "feed://a.example/"', "begins with https://"),
        ('[[feed]]\nurl = "https://u:p@a.example/"', "name or password"),
        ('[[feed]]\nurl = "https://a:x/"', "no web address"),
        (FEED + FEED, "two have the same url"),
        (FEED + "[[search]]\nname = 'x'", "asks for nothing"),
        (FEED + "[[search]]\nname = 'x'\nquery = 'attack'\nplace = 'Quetta'", "both query and place"),
        (FEED + "[[search]]\nname = 'x'\nquery = 'killed 5'", r"number 1 \(x\): 'killed 5' is no toll"),
        (FEED + "[[search]]\nkilled_at_least = '5'", "whole number"),
        (FEED + "[[search]]\nkilled = 5", "did you mean killed_at_least"),
        (FEED + "[[search]]\ntype = 'bombng'", "did you mean bombing"),
        (FEED + "[[search]]\nsince = 'May'", "2013-01-10"),
        (FEED + "[[search]]\nplace = [1]", "a list"),
        (FEED + "[[search]]\nquery = 'attack'\nevery_rise = 'yes'", "true or false"),
        (FEED + "[[search]]\nquery = 'attack'\n[[search]]\nkind = 'attack'", "two have the same"),
        (FEED + "[notify]\nmail = 'x'", "mail means nothing here"),
        (FEED + "[notify]\nwebhook = 'here'", 'write "https://here"'),
        (FEED + "[notify]\nsecret = 'x'", "add webhook"),
        (FEED + "[notify]\natom = ''", "quotation marks"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        read(tmp_path, text)
    assert str(tmp_path / "feeds.toml") in str(caught.value) and str(caught.value).endswith(".")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--example"):
        read_settings(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b'x = "\xe9"')
    with pytest.raises(UsageError, match="UTF-8"):
        read_settings(tmp_path / "latin.toml")


def test_a_place_that_may_be_a_slip_is_said(tmp_path: Path) -> None:
    (doubt,) = read(tmp_path, FEED + "[[search]]\nname = 'x'\nquery = 'atack, Quetta'").doubts()
    assert "x" in doubt and "write attack" in doubt

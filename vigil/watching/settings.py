"""What to watch, from a TOML file.  Every error names the file and the section, and says what to write instead."""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vigil.articles import country_code
from vigil.errors import UsageError
from vigil.ingest.polite import PAUSE
from vigil.ingest.polling import Subscription
from vigil.searches import Search, doubts, parse

LEAST = 60.0  # seconds: no feed is asked oftener
EVERY = 1800.0
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

EXAMPLE = """\
# What `vigil watch feeds.toml` watches.  Lines that begin with # are comments.

[watch]
every = "30m"                       # how often a feed is asked, unless it asks for less itself: 90s, 30m, 2h, 1d
# site = "http://127.0.0.1:8350"    # put before /incidents/ID in alerts, where `vigil serve` runs
# contact = "mailto:me@example.org" # named to the sites along with the program, so that they can complain
# pause = "1s"                      # between two requests to one host, unless its robots.txt asks for more

[[feed]]                            # one for each feed, RSS or Atom
url = "https://news.example/rss"
outlet = "The News"                 # for pages that do not say it themselves, as is country
country = "Pakistan"
# every = "2h"

[[search]]                          # one for each thing to hear of
name = "attacks in Balochistan"
query = "attack, Balochistan, killed >= 5"

[[search]]                          # the same form in fields, all of which must hold
name = "sit-ins of Hazaras"
type = "sit-in"                     # or kind = "demonstration"; docs/codebook.md lists both
place = "Quetta"                    # or several that must all fit: ["Quetta", "Pakistan"]
# actor = "Lashkar-e-Jhangvi"
# community = "Hazara"
# text = "coffins"
# killed_at_least = 5
# injured_at_least = 20
# since = "2013-01"                 # and until
# every_rise = true                 # an alert each time the toll rises, not only when it comes to fit
# in_passing = true                 # also what reports only recall, such as an attack of ten years ago

[notify]                            # whatever is here is written; paths are beside this file
atom = "alerts.xml"                 # a feed for any feed reader: the last 200 alerts
log = "alerts.log"                  # a line each
# webhook = "http://127.0.0.1:9000/hook"  # gets each alert as JSON
# secret = "change me"              # signs it: X-Vigil-Signature: sha256=HMAC of the body
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search, and when it speaks."""

    name: str
    search: Search
    every_rise: bool = False
    in_passing: bool = False

    @property
    def key(self) -> str:
        """What it asks for, in words: under these it is remembered, whatever its name."""
        return f"{self.search}, told in passing too" if self.in_passing else str(self.search)


@dataclass(frozen=True, slots=True)
class Notify:
    """Where alerts go."""

    atom: Path | None = None
    log: Path | None = None
    webhook: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All of a file."""

    feeds: tuple[Subscription, ...]
    searches: tuple[Saved, ...] = ()
    notify: Notify = Notify()
    site: str = ""
    contact: str | None = None
    pause: float = PAUSE

    def doubts(self) -> list[str]:
        """What may be a slip, a sentence each."""
        return [f"[[search]] {s.name}: {said}" for s in self.searches for said in doubts(s.search)]


def read_settings(path: Path, secret: str | None = None) -> Settings:
    """The settings in a file; ``secret`` is that of the webhook where the file has none.

    Raises UsageError for whatever is wrong.
    """
    try:
        plain = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(
            f"There is no file {path}: `vigil watch --example > {path}` writes one to begin with."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f'{path} is not TOML: {error}. Text goes in quotation marks, as in every = "30m"; `vigil watch --example` shows the form.'
        ) from None
    return _settings(plain, path, secret)


def _settings(plain: Mapping[str, Any], path: Path, secret: str | None) -> Settings:
    whole = _Section(path, "", plain)
    whole.only("watch", "feed", "search", "notify")
    watch = _Section(path, "[watch]", whole.table("watch"))
    watch.only("every", "site", "contact", "pause")
    every = watch.seconds("every", EVERY, LEAST)
    feeds = [_feed(s, every) for s in whole.tables("feed")]
    if not feeds:
        raise UsageError(
            f'{path} names no feed: add [[feed]] and, below it, url = "https://news.example/rss".'
        )
    searches = [_saved(s) for s in whole.tables("search")]
    _twice(path, "[[feed]]", "url", [f.url for f in feeds])
    _twice(path, "[[search]]", "name", [s.name for s in searches])
    _twice(path, "[[search]]", "search", [s.key for s in searches])
    notify = _Section(path, "[notify]", whole.table("notify"))
    notify.only("atom", "log", "webhook", "secret")
    hook = notify.address("webhook")
    secret = notify.text("secret") or secret
    if notify.text("secret") and hook is None:
        raise notify.wrong(
            "secret signs what the webhook gets, and there is none: add webhook or remove secret"
        )
    contact = watch.text("contact")
    if contact is not None and not (
        contact.isascii() and contact.isprintable() and not set("()<>") & set(contact)
    ):
        raise watch.wrong(
            'contact is an address, as in "mailto:me@example.org" or "https://example.org/about"'
        )
    return Settings(
        tuple(feeds),
        tuple(searches),
        Notify(notify.path("atom"), notify.path("log"), hook, secret),
        (watch.address("site") or "").rstrip("/"),
        contact,
        watch.seconds("pause", PAUSE, 1.0),
    )


def _feed(section: _Section, every: float) -> Subscription:
    section.only("url", "outlet", "country", "every")
    url = section.address("url")
    if url is None:
        raise section.wrong('it has no url: write url = "https://news.example/rss"')
    country = section.text("country")
    if country is not None and country_code(country) is None:
        raise section.wrong(
            f"there is no country {country!r}: write a code (PK) or its English name (Pakistan)"
        )
    return Subscription(url, section.seconds("every", every, LEAST), section.text("outlet"), country)


_FIELDS = ("kind", "type", "place", "actor", "community", "text", "killed_at_least", "injured_at_least", "since", "until")  # fmt: skip


def _saved(section: _Section) -> Saved:
    section.only("name", "query", "every_rise", "in_passing", *_FIELDS)
    query, asked = section.text("query"), [name for name in _FIELDS if name in section.plain]
    if query is not None and asked:
        raise section.wrong(f"it has both query and {asked[0]}: write all of it in one of the two forms")
    if query is None and not asked:
        raise section.wrong('it asks for nothing: write query = "attack, Balochistan, killed >= 5"')
    try:
        if query is not None:
            search = parse(query)
        else:
            search = Search(
                section.text("kind"),
                section.text("type"),
                section.texts("place"),
                section.text("actor"),
                section.text("community"),
                section.text("text"),
                section.number("killed_at_least"),
                section.number("injured_at_least"),
                section.date("since"),
                section.date("until"),
            )
    except UsageError as error:
        raise error if str(error).startswith(str(section.file)) else section.wrong(str(error)) from None
    name = section.text("name") or str(search)
    return Saved(name, search, section.flag("every_rise"), section.flag("in_passing"))


def _twice(path: Path, where: str, what: str, found: Sequence[str]) -> None:
    again = next((item for n, item in enumerate(found) if item in found[:n]), None)
    if again is not None:
        raise UsageError(f"{path}, {where}: two have the same {what} ({again}): remove one or change it.")


class _Section:
    """One section of the file, asked for values of a kind."""

    def __init__(self, path: Path, name: str, plain: Any) -> None:
        self.file, self.name = path, name
        if not isinstance(plain, dict):
            raise UsageError(
                f"{path}: {name} is a section: write its values below it, each on a line of its own."
            )
        self.plain: dict[str, Any] = plain

    def wrong(self, what: str) -> UsageError:
        """The error to raise."""
        where = f"{self.file}, {self.name}" if self.name else str(self.file)
        return UsageError(f"{where}: {what.rstrip('.')}.")

    def only(self, *known: str) -> None:
        """Raises UsageError for a key that means nothing."""
        for key in self.plain:
            if key not in known:
                near = [k for k in known if k.startswith(key)] or difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]}?" if near else "remove it."
                raise self.wrong(f"{key} means nothing here; {hint} Known are {', '.join(known)}")

    def table(self, key: str) -> Any:
        """A section of its own, or an empty one."""
        return self.plain.get(key, {})

    def tables(self, key: str) -> list[_Section]:
        """The sections of a list, numbered for messages."""
        found = self.plain.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(f"write [[{key}]] with two brackets, as there may be several")
        return [
            _Section(self.file, f"[[{key}]] number {n}{_label(one)}", one) for n, one in enumerate(found, 1)
        ]

    def text(self, key: str) -> str | None:
        """Words."""
        value = self.plain.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip() or not value.isprintable()):
            raise self.wrong(f'{key} is {value!r}: write words in quotation marks, as in {key} = "…"')
        return value and str(value).strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Words, or a list of them."""
        value = self.plain.get(key, [])
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in found):
            raise self.wrong(f'{key} is {value!r}: write "Quetta", or a list as in ["Quetta", "Pakistan"]')
        return tuple(found)

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self.plain.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self.wrong(f"{key} is {value!r}: write a whole number, as in {key} = 5")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.plain.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} is {value!r}: write true or false, without quotation marks")
        return value

    def date(self, key: str) -> str | None:
        """A day, month or year, as TOML has them or in quotation marks."""
        value = self.plain.get(key)
        if isinstance(value, datetime.datetime):
            value = value.date()
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(key)

    def seconds(self, key: str, default: float, least: float) -> float:
        """A stretch of time such as "30m"."""
        value = self.plain.get(key)
        if value is None:
            return default
        found = re.fullmatch(r"\s*([0-9]{1,7})\s*([smhd])\s*", value) if isinstance(value, str) else None
        if found is None:
            raise self.wrong(f'{key} is {value!r}: write a number with s, m, h or d, as in {key} = "30m"')
        seconds = float(found[1]) * _UNITS[found[2]]
        if not least <= seconds <= 365 * _UNITS["d"]:
            raise self.wrong(f'{key} is {value!r}: write at least "{least:g}s" and at most "365d"')
        return seconds

    def address(self, key: str) -> str | None:
        """An http or https address."""
        value = self.text(key)
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
            parts.port  # noqa: B018  # raises for what is no port
        except ValueError:
            good = False
        if not good:
            hint = f'write "https://{value}"' if "://" not in value else "write one that begins with https://"
            raise self.wrong(f"{key} is {value!r}, which is no web address: {hint}")
        if parts.username or parts.password:
            raise self.wrong(f"{key} holds a name or password, and those are not sent: remove them")
        return value

    def path(self, key: str) -> Path | None:
        """A file, beside this one where it is not named from the root."""
        value = self.text(key)
        return None if value is None else self.file.parent / value


def _label(plain: object) -> str:
    name = (plain.get("name") or plain.get("url")) if isinstance(plain, dict) else None
    return f" ({name})" if isinstance(name, str) and name.isprintable() else ""

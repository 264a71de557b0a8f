"""A page of ours with one of its forms as somebody filled it in: what was refused is mended there, and nothing is typed twice.

It works on the page as any reader gets it, so that no form has to be made for it.  Passwords, files, and what a field marks
with ``data-unkept`` are never written back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

NEVER = ("password", "file", "submit", "button", "image", "reset")
TOKEN = "csrf_token"
PAGE = "_page"  # the field in which a form that is shown again says whose page it is of
ALERT = "refused"

Words = Sequence[tuple[str, str]]


@dataclass(slots=True)
class _Tag:
    """A start tag, where it stands, and what comes behind it up to the next tag."""

    name: str
    given: dict[str, str | None]
    start: int
    end: int
    text_end: int = 0
    text: str = ""
    folds: tuple[_Tag, ...] = ()  # the <details> around a form

    def written(self) -> str:
        """The tag again, as ``given`` says now."""
        said = "".join(f" {k}" if v is None else f' {k}="{escape(v)}"' for k, v in self.given.items())
        return f"<{self.name}{said}>"


@dataclass(slots=True)
class _Form:
    tag: _Tag
    fields: list[_Tag] = field(default_factory=list)  # options among them, behind their select

    def hidden(self) -> list[tuple[str, str]]:
        """What it sends of itself."""
        found = [f.given for f in self.fields if f.given.get("type") == "hidden"]
        return [
            (g.get("name") or "", g.get("value") or "") for g in found if g.get("name") not in (TOKEN, PAGE)
        ]


class _Read(HTMLParser):
    """The forms of a page, with where their fields stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[_Form] = []
        self.by_id: dict[str, _Form] = {}
        self.outside: list[tuple[str, _Tag]] = []  # fields that name their form
        self.links: list[_Tag] = []
        self.marks: dict[str, _Tag] = {}
        self._folds: list[_Tag] = []
        self._form: _Form | None = None
        self._open: _Tag | None = None  # what text goes to
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(page)
        self.close()
        for name, tag in self.outside:
            if name in self.by_id:
                self.by_id[name].fields.append(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of it."""
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        end = start + len(self.get_starttag_text() or "")
        made = _Tag(tag, dict(attrs), start, end, end)
        self._open = made
        if tag in ("title", "main"):
            self.marks.setdefault(tag, made)
        elif tag == "a":
            self.links.append(made)
        elif tag == "details":
            self._folds.append(made)
        elif tag == "form":
            made.folds = tuple(self._folds)
            self._form = _Form(made)
            self.forms.append(self._form)
            self.by_id[made.given.get("id") or ""] = self._form
        elif tag in ("input", "textarea", "select", "option"):
            if named := made.given.get("form"):
                self.outside.append((named, made))
            elif self._form is not None:
                made.folds = tuple(self._folds)
                self._form.fields.append(made)

    def handle_endtag(self, tag: str) -> None:
        """What was open ends."""
        if tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        self._open = None

    def handle_data(self, data: str) -> None:
        """Text, for a textarea or an option."""
        if self._open is not None:
            line, column = self.getpos()
            self._open.text += data
            self._open.text_end = self.page.find("<", self._lines[line - 1] + column)


def refilled(page: str, address: str, action: str, given: Words, said: str, about: str = "") -> str | None:
    """The page at ``address`` with the form that was sent to ``action`` as it was filled in, and why it was refused.

    ``about``: the name of the field that is wrong, where one is known.  None where the page has no such form any more.
    """
    read = _Read(page)
    form = _sent(read.forms, action, given)
    if form is None or "main" not in read.marks:
        return None
    edits = _filled(form, given)
    for fold in form.tag.folds:
        fold.given["open"] = None
        edits[fold.start, fold.end] = fold.written()
    for link in read.links:  # the page stands at another address now
        if (href := link.given.get("href") or "").startswith("?"):
            link.given["href"] = urlsplit(address).path + href
            edits[link.start, link.end] = link.written()
    wrong = _field(form, about)
    if wrong is not None:
        described = " ".join(filter(None, [wrong.given.get("aria-describedby"), ALERT]))
        wrong.given |= {"id": wrong.given.get("id") or f"{ALERT}-field", "aria-describedby": described}
        if about:
            wrong.given["aria-invalid"] = "true"
        for fold in wrong.folds:
            fold.given["open"] = None
            edits[fold.start, fold.end] = fold.written()
        edits[wrong.start, wrong.end] = wrong.written()
    post = (form.tag.given.get("method") or "").lower() == "post"
    if post:  # behind the token, which comes first
        first = form.fields[0].end if form.fields else form.tag.end
        edits[first, first] = f'<input type="hidden" name="{PAGE}" value="{escape(address)}">'
    lead = f' <a href="#{escape(wrong.given["id"] or "")}">To the field</a>' if wrong is not None else ""
    alert = (
        f'<div class="refused" role="alert" id="{ALERT}" tabindex="-1" autofocus>'
        f"<p><b>Not done.</b> {escape(said)}{lead}</p></div>"
    )
    begin = read.marks["main"].end
    edits[begin, begin] = alert
    if title := read.marks.get("title"):
        edits[title.end, title.end] = "Not done: "
    return _spliced(page, edits)


def _sent(forms: Sequence[_Form], action: str, given: Words) -> _Form | None:
    """The form that was sent: of those with this address the one that agrees most in what it sends of itself."""
    told = set(given)
    best: tuple[int, _Form] | None = None
    for form in forms:
        if urlsplit(form.tag.given.get("action") or "").path != action:
            continue
        names = {f.given.get("name") for f in form.fields}
        agree = sum(1 if pair in told else -1 for pair in form.hidden() if not pair[0].startswith("was_"))
        agree += sum(name in names for name in {name for name, _ in given})
        if best is None or agree > best[0]:
            best = agree, form
    return best[1] if best else None


def _filled(form: _Form, given: Words) -> dict[tuple[int, int], str]:
    """What is to be written where."""
    left: dict[str, list[str]] = {}
    for name, value in given:
        left.setdefault(name, []).append(value)
    edits: dict[tuple[int, int], str] = {}
    selected: list[str] | None = None
    for tag in form.fields:
        told = tag.given
        name, kind = told.get("name") or "", (told.get("type") or "text").lower()
        if tag.name == "option":
            own = told["value"] if told.get("value") is not None else tag.text.strip()
            if selected is not None:
                told.pop("selected", None)
                if own in selected:
                    told["selected"] = None
                edits[tag.start, tag.end] = tag.written()
            continue
        selected = None
        if kind in NEVER or "data-unkept" in told or name in (TOKEN, PAGE):
            continue
        values = left.get(name, [])
        if tag.name == "select":
            selected = values[:1] or None
        elif tag.name == "textarea":
            if values:
                edits[tag.end, tag.text_end] = "\n" + escape(
                    values.pop(0)
                )  # the first line end is not part of it
        elif kind in ("checkbox", "radio"):
            told.pop("checked", None)
            if (told.get("value") or "on") in values:
                values.remove(told.get("value") or "on")
                told["checked"] = None
            edits[tag.start, tag.end] = tag.written()
        elif values:
            told["value"] = values.pop(0)
            edits[tag.start, tag.end] = tag.written()
    return edits


def _field(form: _Form, about: str) -> _Tag | None:
    """The field that an error is about; else the first that a person fills in."""
    seen = [
        f for f in form.fields if f.name != "option" and f.given.get("type") not in ("hidden", *NEVER[2:])
    ]
    for tag in seen:
        if about and tag.given.get("name") == about:
            return tag
    return seen[0] if seen else None


def _spliced(page: str, edits: Mapping[tuple[int, int], str]) -> str:
    out, done = [], 0
    for (start, end), words in sorted(edits.items()):
        out += [page[done:start], words]
        done = end
    return "".join([*out, page[done:]])

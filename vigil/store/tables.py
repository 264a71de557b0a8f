"""The tables.  What is asked for stands in columns; the rest of a record is JSON beside them.

    raw <- inputs -> documents <- reports <- claims          what was read; grows, keeps old versions
                              <- aggregates
    incidents <- incident_reports -> reports                 what the rules conclude, as people left it
              <- incident_actors, incident_links
              <- listing                                     a narrow row each, for lists, maps and filters
    aftermath <- aftermath_incidents                         what is drawn from all of them; replaced with them
    watched, watched_incidents, alerts                       what a watch remembers, and what it said
    rejections, judgements, collections, runs, vigil_meta
    accounts <- sessions, tokens; attempts, access_log       who may use the site; no export reads these
    suggestions <- suggestion_reports -> reports             what the machine suggests, where people decided otherwise
                <- suggestion_links
    changes, redirects                                       what became of incidents, and of their ids
    aftermath <- aftermath_incidents                         what is drawn from all of them; replaced with them
    judgements <- orphans                                    what people decided; orphans found nothing to decide on
    rejections, collections, sealed, runs, vigil_meta

``seq`` columns are row numbers of this database alone: they never leave it, so that two records of the same
input are equal whatever the order of arrival.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# Compared byte by byte on both databases; PostgreSQL would otherwise sort by the server's language.
KEY = Text().with_variant(Text(collation="C"), "postgresql")
ROW = BigInteger().with_variant(
    Integer(), "sqlite"
)  # SQLite numbers rows by itself only where it says INTEGER

metadata = MetaData()

meta = Table(
    "vigil_meta",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("value", Text, nullable=False),
)

kept = Table(  # what was computed from the record, until it changes
    "kept",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("revision", KEY, nullable=False),
    Column("data", LargeBinary, nullable=False),  # zlib over JSON
)

runs = Table(
    "runs",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("generation", BigInteger, nullable=False),  # shared by a run and the runs that resume it
    Column("digest", KEY, nullable=False),
    Column("started", Text, nullable=False),
    Column("finished", Text),
)

raw = Table(
    "raw",
    metadata,
    Column("sha256", KEY, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),  # zlib
)

documents = Table(
    "documents",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=False),
    Column("id", KEY, nullable=False),
    Column("version", KEY, nullable=False),  # SHA-256 of all that a reader sees: see store/versions.py
    Column("current", Boolean, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column("digest", KEY, nullable=False),  # version of the program and configuration that read it
    Column("raw_sha256", KEY, ForeignKey("raw.sha256"), nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("canonical_url", Text),
    Column("outlet", Text),
    Column("published", KEY),
    Column("published_from", Text),
    Column("language", Text),
    Column("country", Text),
    Column("status", KEY, nullable=False),
    Column("reason", Text),
    Column("retrieved", KEY),
    Column("extra", Text),
    Column("syndication", KEY),
    UniqueConstraint("id", "version"),
    Index("documents_current", "current", "id"),
)

inputs = Table(
    "inputs",
    metadata,
    Column("key", KEY, primary_key=True),
    Column("digest", KEY, nullable=False),
    Column("document", ROW, ForeignKey("documents.seq"), index=True),  # null: it was rejected
    Column("code", KEY),  # why
    Column("raw_sha256", KEY, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("url", Text),
    Column("retrieved", KEY),
    Column("headers", Text, nullable=False),  # JSON: [[name, value], ...]
)

reports = Table(
    "reports",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=False),
    Column("document", ROW, ForeignKey("documents.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("anchor", KEY, nullable=False),  # first day of the event, else day of publication, else ""
    Column(
        "replaced", Boolean, nullable=False
    ),  # read again since; kept until conclusions no longer point here
    Column("data", Text, nullable=False),  # the Report without its claims
    Index("reports_document", "document", "ordinal"),
)

claims = Table(
    "claims",
    metadata,
    Column("report", ROW, ForeignKey("reports.seq", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", KEY, nullable=False),
    Column("attribute", KEY, nullable=False),
    Column("data", Text, nullable=False),
    Index("claims_id", "id"),
)

aggregates = Table(
    "aggregates",
    metadata,
    Column("document", ROW, ForeignKey("documents.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", KEY, nullable=False),
    Column("data", Text, nullable=False),
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", KEY, primary_key=True),  # SHA-256 of the four: PostgreSQL cannot index long texts
    Column("source", KEY, nullable=False),
    Column("stage", KEY, nullable=False),
    Column("code", KEY, nullable=False),
    Column("reason", KEY, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("subject", KEY, nullable=False, index=True),
    Column("data", Text, nullable=False),
)

collections = Table(
    "collections",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("name", KEY, nullable=False, index=True),
    Column("data", Text, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("kind", KEY, nullable=False),
    Column("type", KEY, nullable=False),
    Column("date_start", KEY),
    Column("date_end", KEY),
    Column("places", Text, nullable=False),  # case-folded names of its place, for the filter
    Column("words", Text, nullable=False),  # case-folded words of it, for the filter
    Column("data", Text, nullable=False),  # the Incident without its reports
    Column("status", KEY),
    Column("value", Float),  # of a person's look at it: the order of the queue
    Index("incidents_date", "date_start", "id"),
    Index("incidents_value", "value", "id"),
)

incident_reports = Table(
    "incident_reports",
    metadata,
    Column("incident", KEY, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("report", ROW, ForeignKey("reports.seq"), nullable=False, index=True),
)

incident_actors = Table(
    "incident_actors",
    metadata,
    Column("incident", KEY, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # case-folded
    Column("role", KEY, nullable=False),
)

incident_links = Table(
    "incident_links",
    metadata,
    Column("incident", KEY, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("type", KEY, nullable=False),
    Column("target", KEY, nullable=False, index=True),
)

listing = Table(
    "listing",
    metadata,
    Column("n", ROW, primary_key=True, autoincrement=False),
    Column("incident", KEY, ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("kind", KEY, nullable=False),
    Column("type", KEY, nullable=False),
    Column("nature", KEY, nullable=False),
    Column("status", KEY, nullable=False),
    Column("start", KEY),
    Column("end", KEY),
    Column("country", KEY),  # ISO alpha-2
    Column("lat", Float),
    Column("lon", Float),
    Column("precision", KEY),  # of the place
    Column("killed_low", BigInteger),
    Column("killed", BigInteger),  # the best figure
    Column("killed_high", BigInteger),
    Column("injured", BigInteger),
    Column("confidence", Float, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("disagree", Boolean, nullable=False),  # two stated numbers of killed that cannot both be right
    Column("places", Text, nullable=False),  # case-folded names, one a line
    Column("actors", Text, nullable=False),
    Column("communities", Text, nullable=False),
    Column("brief", Text, nullable=False),  # what a list shows of it: store/listing.py
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("regrouped", Boolean, nullable=False),  # its reports are otherwise grouped now
    Column("data", Text, nullable=False),  # the Incident without its reports
)

suggestion_reports = Table(
    "suggestion_reports",
    metadata,
    Column("suggestion", KEY, ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("report", ROW, ForeignKey("reports.seq"), nullable=False, index=True),
)

suggestion_links = Table(
    "suggestion_links",
    metadata,
    Column("suggestion", KEY, ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("target", KEY, nullable=False, index=True),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("at", KEY, nullable=False, index=True),
    Column("incident", KEY, nullable=False, index=True),
    Column("what", KEY, nullable=False),  # new | changed | gone | merged
    Column("by", Text, nullable=False),  # a person, or "run"
    Column("why", Text, nullable=False),
    Column("data", Text, nullable=False),  # JSON: {field: [before, after]}, or {"into": id}
)

redirects = Table(
    "redirects",
    metadata,
    Column("old", KEY, primary_key=True),
    Column("new", KEY, nullable=False, index=True),
)

orphans = Table(
    "orphans",
    metadata,
    Column("judgement", ROW, ForeignKey("judgements.seq"), primary_key=True),
)

sealed = Table(
    "sealed",
    metadata,
    Column("document", KEY, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", KEY, nullable=False),
    Column("data", Text, nullable=False),  # ciphertext, and how the key is made of the passphrase
)

aftermath = Table(
    "aftermath",
    metadata,
    Column("kind", KEY, primary_key=True),  # "episode", "demand" ...: see vigil/aftermath.py
    Column("id", KEY, primary_key=True),
    Column("date", KEY),
    Column("words", Text, nullable=False),  # case-folded, for the filter
    Column("data", Text, nullable=False),
    Index("aftermath_date", "kind", "date", "id"),
)

aftermath_incidents = Table(
    "aftermath_incidents",
    metadata,
    Column("kind", KEY, primary_key=True),
    Column("id", KEY, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("incident", KEY, nullable=False),
    Index("aftermath_incidents_of", "incident", "kind"),
)

watched = Table(
    "watched",
    metadata,
    Column("kind", KEY, primary_key=True),  # "feed", "host" ...: see vigil/watched.py
    Column("key", KEY, primary_key=True),
    Column("data", Text, nullable=False),
)

watched_incidents = Table(
    "watched_incidents",
    metadata,
    Column("search", KEY, primary_key=True),
    Column("thread", KEY, primary_key=True),
    Column("incident", KEY, nullable=False),  # the id that it has now; no foreign key: incidents are replaced
    Column("data", Text, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("id", KEY, nullable=False, unique=True),
    Column("search", KEY, nullable=False),
    Column("thread", KEY, nullable=False),
    Column("waiting", Boolean, nullable=False),  # for the webhook
    Column("logged", Boolean, nullable=False),
    Column("data", Text, nullable=False),
)

# ---------------------------------------------------------------- who may use the site.  Times are seconds since 1970.

accounts = Table(
    "accounts",
    metadata,
    Column("name", KEY, primary_key=True),
    Column("role", KEY, nullable=False),
    Column("password", Text, nullable=False),  # as argon2 writes it, parameters and salt included
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),  # when the password was set
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", KEY, primary_key=True),  # SHA-256 of what the cookie holds
    Column("account", KEY, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", KEY, primary_key=True),  # random, and no secret: names the token in lists
    Column("hash", KEY, nullable=False, unique=True),  # SHA-256 of the token
    Column("account", KEY, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("scopes", KEY, nullable=False),  # words between blanks
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("revoked", BigInteger),
)

attempts = Table(
    "attempts",
    metadata,
    Column(
        "kind", KEY, primary_key=True
    ),  # "name", "address": sign-ins that failed; "known": one that did not
    Column("key", KEY, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)

access_log = Table(
    "access_log",
    metadata,
    Column("seq", ROW, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("account", KEY, nullable=False),  # who did it
    Column("what", KEY, nullable=False),
    Column("about", Text),
    Column("address", KEY),
)

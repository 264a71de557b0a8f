"""The record in a database: SQLite by default, PostgreSQL by address.  All SQL of Vigil is in this room."""

from vigil.store.accounts import Account, Accounts, Entry, Session, Token
from vigil.store.aftermath import Concluded
from vigil.store.conclusions import searched_words
from vigil.store.desk import Desk
from vigil.store.listing import Brief, Line
from vigil.store.reading import Dated, DocumentRow, Original
from vigil.store.record import Record
from vigil.store.search import CLOSE, OPEN, Hit, holding
from vigil.store.trail import Change
from vigil.store.versions import input_key, version_key
from vigil.store.writing import RETRY, BatchCounts, Outcome

__all__ = [
    "CLOSE",
    "OPEN",
    "RETRY",
    "Account",
    "Accounts",
    "BatchCounts",
    "Brief",
    "Change",
    "Concluded",
    "Dated",
    "Desk",
    "DocumentRow",
    "Entry",
    "Hit",
    "Line",
    "Original",
    "Outcome",
    "Record",
    "Session",
    "Token",
    "holding",
    "input_key",
    "searched_words",
    "version_key",
]

"""Every error that Vigil raises on purpose.

VigilError                  the base; its text says what to do next
├── InputError              an input cannot be used (the run goes on without it)
│   ├── TooLarge            over a cap on bytes, entries, nesting or inflation
│   └── FetchRefused        an address that must not be fetched, or a fetch that failed
├── UsageError              the command line or the configuration is wrong (exit 2)
├── StoreError              the record cannot be opened, migrated or written
└── MissingExtra            an optional package is needed; the text names the pip line
"""


class VigilError(Exception):
    """Base of all; ``str(error)`` is a sentence for the user."""


class InputError(VigilError):
    """An input cannot be used.  ``code`` is the short word that a rejection carries."""

    def __init__(self, reason: str, code: str = "unreadable") -> None:
        super().__init__(reason)
        self.code = code


class TooLarge(InputError):
    """Over a cap on bytes, entries, nesting or inflation ratio."""

    def __init__(self, reason: str, code: str = "too_large") -> None:
        super().__init__(reason, code)


class FetchRefused(InputError):
    """An address that must not be fetched, or a fetch that failed.

    ``status`` and ``retry_after`` are what a server answered, where it did.
    """

    def __init__(
        self,
        reason: str,
        code: str = "fetch_refused",
        status: int | None = None,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(reason, code)
        self.status = status
        self.retry_after = retry_after


class UsageError(VigilError):
    """The command line, the configuration, or what a form says is wrong."""

    field = ""  # the name of the field that it is about, where that is known


class StoreError(VigilError):
    """The record cannot be opened, migrated or written."""


class MissingExtra(VigilError):
    """An optional package is needed."""

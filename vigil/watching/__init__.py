"""Watching: feeds visited again and again, the record kept up to date, and word given where a saved search has news."""

from vigil.watching.rounds import Round, Watch
from vigil.watching.settings import EXAMPLE, Notify, Saved, Settings, read_settings

__all__ = ["EXAMPLE", "Notify", "Round", "Saved", "Settings", "Watch", "read_settings"]

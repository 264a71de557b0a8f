"""Vigil: news reports of political violence and protest, turned into a record that can be checked."""

__version__ = "0.1.0"

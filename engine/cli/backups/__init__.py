"""Backups of an installation on SQLite: a file, its manifest, and the papers."""

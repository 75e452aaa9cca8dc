"""Figures over cases: counted and added up in the database, never row by row."""

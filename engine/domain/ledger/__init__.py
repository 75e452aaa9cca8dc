"""Ledgers (台账) that offices kept in spreadsheets: what their columns and cells mean."""

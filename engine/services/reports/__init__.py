"""Reports from cases: nothing is entered for them (design, idea 10)."""

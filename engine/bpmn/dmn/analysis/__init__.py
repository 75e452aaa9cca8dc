"""What can be said of a decision table without a case: overlaps, gaps, dead rows, outputs that never come."""

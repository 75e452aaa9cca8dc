"""Use cases: one public function, one transaction, one audit entry."""

"""Diagrams and decision tables: intake, validation and execution. The only package that imports SpiffWorkflow."""

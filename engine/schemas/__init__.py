"""Shapes at the HTTP border, shared with the screens."""

"""What a diagram, table or form must keep to: one function per rule, listed in `registry`."""

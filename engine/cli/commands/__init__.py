"""The commands of `jiuzhu`, by subject."""

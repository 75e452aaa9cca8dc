"""Rules of temporary assistance as plain Python: no input or output, no third party, time comes in."""

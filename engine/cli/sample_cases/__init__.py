"""Sample cases at different stages, played by the sample people through the real services up to the present."""

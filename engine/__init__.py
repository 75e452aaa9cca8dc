"""jiuzhu: everything that runs temporary social assistance cases."""

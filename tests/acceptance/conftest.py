"""What acceptance tests share: an office whose server is a process of its own."""

from served_office import served_office

__all__ = ["served_office"]

"""The office for programs: JSON over HTTP under ``/api``, described by an OpenAPI document, opened by tokens."""

from .factory import PREFIX, mount

__all__ = ["PREFIX", "mount"]

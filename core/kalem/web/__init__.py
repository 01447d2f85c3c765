"""The pages of an office: one application, its routes with their permissions, and the hooks for plugins' own pages."""

from kalem.http.routing import PUBLIC, SIGNED_IN, Route, UndeclaredRoute, page

from .face import FACE
from .factory import create_app, install

__all__ = ["FACE", "PUBLIC", "SIGNED_IN", "Route", "UndeclaredRoute", "create_app", "install", "page"]

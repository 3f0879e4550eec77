"""Request logging that names the path only: what people search for stays out of the log."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class PathLogMiddleware(RequestMiddleware):
    """Log each request by method and path, without its query."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Name the request."""
        return f"{request.method} {request.path}"

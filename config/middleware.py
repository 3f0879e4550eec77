"""Request logging that names the path only: what people search for stays out of the log."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars

from apps.common.api.throttling import address_of


class PathLogMiddleware(RequestMiddleware):
    """Log each request by method, path and address, without its query."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Name the address; one that was forwarded only behind a known number of proxies."""
        bind_contextvars(ip=address_of(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Name the request."""
        return f"{request.method} {request.path}"

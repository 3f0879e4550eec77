"""Figures that every part of the service is measured by."""

from prometheus_client import Histogram

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "How long answers of the API took, by route.",
    ["method", "route", "status"],
)

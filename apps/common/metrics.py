"""Figures that every part of the service is measured by."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "How long answers of the API took, by route.",
    ["method", "route", "status"],
)


def registry() -> CollectorRegistry:
    """Give the figures of this process, or of all workers where they share a folder."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared

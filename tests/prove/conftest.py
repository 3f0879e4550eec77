"""A running service that the proofs of one file share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.prove.serving import Service, folder, say


@pytest.fixture(scope="module")
def shared_service() -> Iterator[Service]:
    """Start a service with demonstration data once a file; end it whatever happens."""
    with folder() as place:
        # a proof calls more often in a minute than a person may
        service = Service(data=place / "data", more={"THROTTLE_USER": "1000000/min"})
        try:
            service.start()
            say(f"a service with demonstration data runs after {service.seconds:.1f} s")
            yield service
        finally:
            service.end()


@pytest.fixture
def service(shared_service: Service) -> Service:
    """Give a proof the running service, started again if the proof before it ended it."""
    if not shared_service.runs():
        shared_service.start()
    return shared_service

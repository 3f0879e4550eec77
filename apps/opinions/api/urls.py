"""Routes of opinions, public interest cases, reverse linkages and inquiries."""

from __future__ import annotations

from apps.matters.api.routes import collection_routes
from apps.opinions.api import payloads
from apps.opinions.api.views import (
    InquiryViews,
    OpinionViews,
    PublicInterestViews,
    ReverseLinkageViews,
)

urlpatterns = [
    *collection_routes(OpinionViews, collection="opinions", payloads=payloads.OPINION),
    *collection_routes(
        PublicInterestViews, collection="public-interest", payloads=payloads.PUBLIC_INTEREST
    ),
    *collection_routes(
        ReverseLinkageViews, collection="reverse-linkages", payloads=payloads.REVERSE_LINKAGE
    ),
    *collection_routes(InquiryViews, collection="inquiries", payloads=payloads.INQUIRY),
]

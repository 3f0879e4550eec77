"""Routes of referrals."""

from __future__ import annotations

from apps.matters.api.routes import collection_routes
from apps.referrals.api.payloads import crime, detention
from apps.referrals.api.views import CrimeReferralViews, DetentionReferralViews

urlpatterns = [
    *collection_routes(
        CrimeReferralViews, collection="crime-referrals", payloads=crime.PAYLOADS, drafts=True
    ),
    *collection_routes(
        DetentionReferralViews,
        collection="detention-referrals",
        payloads=detention.PAYLOADS,
        drafts=True,
    ),
]

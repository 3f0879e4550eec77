"""Referrals of the two laws: suspected crimes and administrative detentions."""

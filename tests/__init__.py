"""The proof: rules, apps, journeys, architecture, concurrency."""

"""Conversion from and to PostHog's actions, as JSON of its API and as Terraform."""

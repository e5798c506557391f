"""PostHog's actions, in and out: its API's JSON and Terraform's, and our model."""

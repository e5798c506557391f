"""The actions file: its model, reading, writing, and conversion from and to PostHog."""

"""Actions compiled into tests, and events put to them."""

"""The benchmark: made-up events, actions files, the same work for peers, and one command that compares them."""

"""What is wrong with actions, by the events they meet and the events they miss."""

"""What the user wrote: the actions file, its model, and other spellings of it."""

"""Events: their fields, elements, times and identifiers, and the shapes of vendors."""

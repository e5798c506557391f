"""The shapes that events come in: a file each, and the tuple `catalogue.SHAPES`."""

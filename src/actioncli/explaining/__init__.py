"""Why a condition does not hold: the nearest element, and what tells two texts apart."""

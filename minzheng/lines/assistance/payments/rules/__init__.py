"""Pure parts of a month's computation."""

"""The arithmetic of paying: pure functions over plain values, no database and no clock."""

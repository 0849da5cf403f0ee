"""清明祭扫: a sample line."""

zh, en, order = "清明祭扫", "Memorial days", 800

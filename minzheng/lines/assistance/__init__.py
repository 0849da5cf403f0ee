"""社会救助: every cash benefit is decided and paid in this line."""

zh = "社会救助"
en = "Social assistance"
order = 10

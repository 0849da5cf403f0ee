"""Pages of the figures: what each is, how it is counted, where it comes from."""

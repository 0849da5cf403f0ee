"""The pages of the main job: months, batches, lines, households, the bank's answers."""

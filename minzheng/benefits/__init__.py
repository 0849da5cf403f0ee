"""The statute book: one folder a benefit. A benefit is a folder of law — parameters, formulas, worked cases."""

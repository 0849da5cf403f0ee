"""Benchmarks: peers side by side in one run, equality first. Each prints a table, or JSON with --json."""

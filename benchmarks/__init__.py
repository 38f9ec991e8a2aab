"""Measurements of mlprep, as whole processes, side by side: `python -m benchmarks`."""

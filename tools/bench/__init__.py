"""Speed as ratios, measured side by side: `make bench`.

No test asserts a timing: machines differ, and so do their neighbours.
"""

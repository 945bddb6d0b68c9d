"""Probes: each looks for one fault in a case, and yields its findings."""

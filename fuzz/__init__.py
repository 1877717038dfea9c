"""Fuzzing for a bounded time: `make fuzz`. The targets themselves are in tests/hostile/targets.py."""

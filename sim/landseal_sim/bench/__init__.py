"""The shell of the benchmarks, which lie in a checkout."""

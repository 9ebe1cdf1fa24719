"""Live tables under load: `make bench-live`. docs/performance.md says what is measured, and how to run it."""

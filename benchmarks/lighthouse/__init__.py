"""What Lighthouse says of the pages, on a phone, of a production site that is made for it (docs/performance.md)."""

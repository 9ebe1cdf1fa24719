"""What the decisions of a finished game cost, and what its cards gave (docs/analysis.md).

`games.cpu_tables.judge` judges them. Nothing here knows a database or words, and figures go in thousandths of a stroke,
so that sums of them are exact.
"""

"""Measuring the budgets of the design: a corpus of the bench's own, and ratios taken in one run on one machine."""

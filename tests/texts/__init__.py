"""Tests of commitments/texts: what the words on paper say, and where."""

"""The sample corpus: reports rewritten in our own words, one JSON row each."""

"""The benchmark: Partita beside a baseline and the limit of the bare driver."""

"""The only way in: one function per thing a person can do."""

"""The dialects. Each folder is one; none knows another."""

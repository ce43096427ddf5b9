"""The Sage Active Customers dialect (contracts/sage.md)."""

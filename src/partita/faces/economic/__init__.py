"""The e-conomic Customers dialect (contracts/economic.md)."""

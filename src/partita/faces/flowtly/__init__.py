"""The Flowtly Clients and counterparties dialect (contracts/flowtly.md)."""

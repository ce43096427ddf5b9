"""Requests this server makes itself, and where they may go."""

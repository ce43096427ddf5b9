"""What faces share: resource tables, WSGI plumbing, credentials, idempotency, limits, OpenAPI."""

"""Alembic runs this file; the connection comes from `partita.store.migrate`."""

from alembic import context

from partita.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Who may do what: books, apps, grants, permissions."""

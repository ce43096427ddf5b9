"""Finds logos, web sites and names people know: providers behind `partita.ports.Branding`."""

"""The PowerOffice Go Contacts dialect (contracts/poweroffice.md)."""

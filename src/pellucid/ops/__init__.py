"""The op library, one file a family. `docs/adding-an-op.md` tells the form."""

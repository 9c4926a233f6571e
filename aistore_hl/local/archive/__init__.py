"""Archives as objects: their members read, listed, added, and made from objects."""

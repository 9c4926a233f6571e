"""`python -m aistore_hl` is the command `aisx`."""

from .cli import main

if __name__ == "__main__":
    main()

"""`python -m aiobserver` is `aiobserver`."""

from aiobserver.cli import main

if __name__ == "__main__":
    main()

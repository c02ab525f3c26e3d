"""What the executable runs."""

from aiobserver.cli import main

main()

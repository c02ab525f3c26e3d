"""What the executable runs."""

import multiprocessing

from aiobserver.cli import main

multiprocessing.freeze_support()  # a backup is read in a process of its own, which is this executable again
main()

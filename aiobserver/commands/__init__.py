"""The subcommands of `aiobserver`, one file each: `aiobserver service` is `service.py`.

A subcommand is a click command that gets the settings by `@click.pass_obj` as a `Config`. It raises errors of
`errors.py`; an integer that it returns is the exit status. What is slow to import is imported inside the function:
the server starts through here too. Add it to `COMMANDS`.
"""

from __future__ import annotations

import click

from aiobserver.commands.backup import backup
from aiobserver.commands.compact import compact
from aiobserver.commands.delete import delete
from aiobserver.commands.doctor import doctor
from aiobserver.commands.import_ import import_
from aiobserver.commands.read_transcripts import read_transcripts
from aiobserver.commands.reprice import reprice
from aiobserver.commands.restore import restore
from aiobserver.commands.service import service
from aiobserver.commands.watch import watch

COMMANDS: tuple[click.Command, ...] = (
    *(import_, watch, backup, restore, delete, compact, reprice, doctor, service),
    read_transcripts,
)

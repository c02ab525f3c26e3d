"""All checks of `aiobserver doctor`, in the order of the report."""

from __future__ import annotations

from aiobserver.doctor.database import database_check
from aiobserver.doctor.findings import Check
from aiobserver.doctor.history import history_check
from aiobserver.doctor.refused import refused_check
from aiobserver.doctor.running import server_check
from aiobserver.doctor.tools import tools_check

CHECKS: tuple[Check, ...] = (server_check, refused_check, database_check, history_check, tools_check)

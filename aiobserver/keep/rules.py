"""Rules of backups and retention, from the settings."""

from __future__ import annotations

from aiobserver.config import Config
from aiobserver.keep.retention import RetentionRules
from aiobserver.store.keeping import SIGNALS, BackupRules


def backup_rules(config: Config) -> BackupRules:
    """Schedule and number of automatic backups."""
    return BackupRules(config.backup_hours * 3600, config.backup_keep, config.backup_max_gb * 10**9)


def retention_rules(config: Config) -> RetentionRules:
    """Days and bytes to keep."""
    days = {signal: config.retention_days[signal] for signal in SIGNALS if signal in config.retention_days}
    return RetentionRules(days, config.max_size_bytes)

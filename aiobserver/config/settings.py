"""All settings: where each comes from, its default and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it comes from and what it means."""

    name: str
    flag: str
    env: str
    default: str
    """Default value as written in the environment; empty: none."""
    default_text: str
    help: str
    secret: bool = False
    """Its value is shown nowhere, not even in an error."""


def _setting(
    name: str,
    default: str,
    help: str,  # noqa: A002
    default_text: str | None = None,
    *,
    secret: bool = False,
) -> Setting:
    flag = "--" + name.replace("_", "-")
    return Setting(name, flag, "AI_OBSERVER_" + name.upper(), default, default_text or default or "none", help, secret)


PLUGIN_FOLDER = "~/.config/ai-observer/plugins"
"""Default folder of plugins; it need not exist."""

SETTINGS = (
    _setting("api_port", "8080", "Port of the dashboard, REST API and WebSocket."),
    _setting("otlp_port", "4318", "Port of OTLP ingestion."),
    _setting(
        "database_path",
        "./data/ai-observer.duckdb",
        "Database file; its folder is created.",
    ),
    _setting(
        "prices_path",
        "",
        "File with own prices of models (docs/prices.md).",
        "prices.toml beside the database",
    ),
    _setting(
        "frontend_url",
        "http://localhost:5173",
        "Web origin allowed in addition to the page's own and http://localhost:8080 (CORS, WebSocket).",
    ),
    _setting("log_level", "INFO", "DEBUG, INFO, WARN or ERROR."),
    _setting("host", "127.0.0.1,::1", "Addresses to bind, comma separated; in a container 0.0.0.0."),
    _setting("disabled_plugins", "", "Names of plugins not to load, comma separated."),
    _setting(
        "plugin_path",
        "",
        "Folders with additional plugins, unpacked or as wheels; separated as in PATH.",
        PLUGIN_FOLDER,
    ),
    _setting("max_body_mb", "64", "Largest request body in MiB, before and after decompression."),
    _setting("backup_hours", "24", "Hours between automatic backups, skipped if nothing was stored since; 0: none."),
    _setting("backup_keep", "3", "Automatic backups to keep; older ones are removed."),
    _setting("backup_max_gb", "10", "Total size of automatic backups in GB; the oldest are removed first."),
    _setting(
        "retention_days",
        "",
        "Days to keep data after arrival, for all signals or per signal as in `traces=30,logs=90`.",
    ),
    _setting(
        "max_size_gb", "10", "Maximum size of the database in GB; beyond it the oldest data are deleted. 0: no limit."
    ),
    _setting(
        "redact",
        "",
        "Values to redact before anything is stored or shown: `content` (as declared by the tools' plugins) or names "
        "of attributes, comma separated, each with `=drop` (default) or `=hash`.",
    ),
    _setting(
        "keep_text",
        "titles",
        "Text to keep from transcripts: `all`, `titles` (title and first prompt, shortened) or `none`.",
    ),
    _setting("allowed_hosts", "", "Additional host names of this server (Host header), comma separated."),
    _setting(
        "token",
        "",
        "Secret required for every request and login; opens the server to other machines.",
        secret=True,
    ),
)

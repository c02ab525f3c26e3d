"""Ends with 0 if both ports take requests: what the image's HEALTHCHECK runs."""

import os
from urllib.request import urlopen

for name in ("AI_OBSERVER_API_PORT", "AI_OBSERVER_OTLP_PORT"):
    urlopen(f"http://127.0.0.1:{os.environ[name]}/health", timeout=4).close()

"""Runs before all else: what the server starts, such as a browser, must not load the executable's own libraries."""

import os

for name in ("LD_LIBRARY_PATH", "LIBPATH"):
    os.environ.pop(name, None)
    before = os.environ.pop(name + "_ORIG", None)
    if before is not None:
        os.environ[name] = before

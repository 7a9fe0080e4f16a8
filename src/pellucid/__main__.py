"""`python -m pellucid`: the command line of `pellucid.launcher.main`."""

from __future__ import annotations

import sys

from pellucid.launcher.main import main

if __name__ == "__main__":
    sys.exit(main())

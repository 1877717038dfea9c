"""`python -m osint_iraq.cli` is the command osint-iraq."""

from __future__ import annotations

import sys

from osint_iraq.cli import main

sys.exit(main())

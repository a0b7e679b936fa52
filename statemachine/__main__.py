"""``python -m statemachine`` is the command ``trainjob``."""

import sys

from statemachine.cli import main

if __name__ == "__main__":
    sys.exit(main())

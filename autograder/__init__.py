"""The engine: grades a class of notebooks fast, safely and fairly. Run `python -m autograder`."""

import sys

# jsonschema would import it to check addresses in letters of all languages. No notebook's schema asks
# for that, and to build its parser takes longer than all our other imports.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

"""The engine: grades a class of notebooks fast, safely and fairly. Run `python -m autograder`."""

import sys

# jsonschema would import it to check addresses with letters of all languages, which no notebook's
# schema asks for; it builds a parser for them first, which takes longer than all our other imports.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

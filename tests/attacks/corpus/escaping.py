# %% writes into another student's notebook
# must not: a file outside of its scratch folder
# flag: none: `open` is what notebooks write their own files with
# twin: walls
from pathlib import Path
try:
    for path in Path(COURSE).rglob("*.ipynb"):
        path.write_text("{}")
        worked()
except OSError as error:
    print(error)

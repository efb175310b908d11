import sys
from rich.console import Console
from rich.table import Table
from rich.tree import Tree
from rich.markdown import Markdown
from rich.pretty import pretty_repr
from rich.syntax import Syntax
from rich.panel import Panel
from rich.progress import track
import io
c = Console(width=60, file=sys.stdout, force_terminal=False)
t = Table(title="T"); t.add_column("a"); t.add_column("b", justify="right"); t.add_row("x","1"); t.add_row("[bold]y[/]","22"); c.print(t)
tr = Tree("r"); tr.add("a").add("b"); c.print(tr); c.print(Markdown("# Hi\n* a\n* b\n\n`code`")); c.print(Panel("p"))
print(pretty_repr({'a': list(range(40))}, max_width=40))
c2 = Console(width=40, file=io.StringIO(), force_terminal=True, color_system="truecolor"); c2.print(Syntax("def f(): return 1", "python")); print(repr(c2.file.getvalue()))
c.print({"a": 1, "b": [1,2]}, "[red]x[/red]", 3.5)

import click
from click.testing import CliRunner
@click.group()
def cli(): "The group."
@cli.command()
@click.option('--n', default=1, type=click.IntRange(0, 5), help='count')
@click.argument('name')
def hi(n, name):
    "Says hi."
    for _ in range(n): click.echo(click.style(f'hi {name}', fg='red'))
r = CliRunner()
for a in [['hi','--n','2','bob'],['hi','--n','9','x'],['--help'],['hi','--help'],['zz']]:
    o = r.invoke(cli, a); print(o.exit_code, o.output)

import inflection, slugify, humanize, jmespath, dacite, semver, natsort, datetime as dt
from dataclasses import dataclass
print(inflection.pluralize('octopus'), inflection.underscore('HelloWorld'), slugify.slugify('Ünï cödé'), humanize.naturalsize(1e6), humanize.intword(123456789), humanize.precisedelta(dt.timedelta(seconds=3661)), jmespath.search('a[*].b | [0]', {'a':[{'b':1}]}))
@dataclass
class A:
    x: int
    y: list[str]
print(dacite.from_dict(A, {'x':1,'y':['a']}), semver.Version.parse('1.2.3').bump_minor(), natsort.natsorted(['a10','a2','a1']))

from packaging.version import Version, parse
from packaging.specifiers import SpecifierSet
from packaging.requirements import Requirement
from packaging.markers import Marker
from packaging import tags
print(sorted(map(Version, "1.0 1.0a1 1.0.post1 0.9 2.0.dev3".split())))
print(Version("1.2.3") in SpecifierSet(">=1,<2"), Requirement("requests[security]>=2.8; python_version < '3'"), Marker("python_version >= '3.8'").evaluate())
print(next(tags.sys_tags()).interpreter)

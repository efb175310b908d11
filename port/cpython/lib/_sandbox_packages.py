# Imports packages from the folders in which the host mounts them.
# SPDX-License-Identifier: Apache-2.0
import sys
from importlib._bootstrap import ModuleSpec
from importlib._bootstrap_external import FileFinder, _get_supported_file_loaders, _path_isdir

_MOUNTED_IN = "/packages/"
_NATIVE = (".so", ".pyd")


class NativeLoader:
    """Refuses to load native code."""

    def __init__(self, path):
        self.path = path

    def create_module(self, spec):
        raise ImportError(
            f"{self.path} is native code, and this sandbox has no native code",
            name=spec.name, path=self.path)

    def exec_module(self, module):
        pass


class PackageFinder(FileFinder):
    """Finds modules, and the native ones that cannot be loaded."""

    def find_spec(self, fullname, target=None):
        spec = super().find_spec(fullname, target)
        if spec is not None and spec.loader is not None:
            return spec
        start = fullname.rpartition(".")[2] + "."
        for name in sorted(self._path_cache):
            if name.startswith(start) and name.endswith(_NATIVE):
                path = f"{self.path}/{name}"
                return ModuleSpec(fullname, NativeLoader(path), origin=path)
        return spec


def _finder(path):
    if not path.startswith(_MOUNTED_IN) or not _path_isdir(path):
        raise ImportError("not a folder of packages", path=path)
    return PackageFinder(path, *_get_supported_file_loaders())


def use(paths):
    """Puts folders of packages at the end of `sys.path`."""
    if _finder not in sys.path_hooks:
        sys.path_hooks.insert(0, _finder)
    sys.path.extend(path for path in paths if path not in sys.path)

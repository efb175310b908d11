

# Added to Lib's module: a program whose source is in no file keeps the name by which its lines are known.
# SPDX-License-Identifier: Apache-2.0
def _canonic(self, filename, canonic=Bdb.canonic):
    import linecache

    known = filename in linecache.cache and not os.path.exists(filename)
    return filename if known else canonic(self, filename)


Bdb.canonic = _canonic

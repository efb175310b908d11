
# Added to Lib's module: `help("modules")` also tells what a sandbox lacks.
# SPDX-License-Identifier: Apache-2.0
def _with_limits(list_modules):
    def listmodules(self, key=""):
        list_modules(self, key)
        if key:
            return
        from _sandbox_modules import LIMITED, absent
        self.output.write("\nThese do less in this sandbox than elsewhere:\n\n")
        for name, lacks in LIMITED.items():
            self.output.write(f"{name:<20}{lacks.replace('`', '')}\n")
        self.output.write(f"\nThese are not there: {', '.join(absent())}.\n")
    return listmodules


Helper.listmodules = _with_limits(Helper.listmodules)

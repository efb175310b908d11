

# Added to Lib's module.
# SPDX-License-Identifier: Apache-2.0
def valid_signals():
    return set(Signals)

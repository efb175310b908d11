# The old name of asyncio.
# SPDX-License-Identifier: Apache-2.0
import asyncio


def __getattr__(name):
    return getattr(asyncio, name)

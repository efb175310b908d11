# Imports what programs import most, for the image of memory that every run starts from.
# SPDX-License-Identifier: Apache-2.0
import gc
import sys


def fill():
    import abc, bisect, collections, contextlib, copy, csv, dataclasses, datetime, decimal, enum
    import functools, heapq, io, itertools, json, linecache, math, operator, os, pathlib, random, re
    import statistics, string, textwrap, time, traceback, types, typing, warnings
    import _sandbox_packages

    # CPython does not know this clock where it does not know threads.
    time.thread_time, time.thread_time_ns = time.process_time, time.process_time_ns

    # What these find in folders may be different in every run.
    for path in list(sys.path_importer_cache):
        if not path.startswith("/usr/lib/python3.13"):
            del sys.path_importer_cache[path]
    linecache.clearcache()


fill()
del fill, sys, __file__
gc.collect()
gc.freeze()
del gc

// What to do about what MicroPython lacks and CPython has.
// SPDX-License-Identifier: Apache-2.0

#include "remedies.h"

#include <stdbool.h>
#include <string.h>

// Each name has a space on both sides. A test compares the lists with CPython.
static const char MODULES[] =
    " collections.abc json.decoder json.encoder os.path abc argparse ast atexit base64 bdb bisect cProfile calendar cmd code codecs codeop colorsys "
    "compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes dataclasses "
    "datetime dbm decimal difflib dis doctest email encodings enum faulthandler filecmp fileinput "
    "fnmatch fractions ftplib functools genericpath getopt getpass gettext glob graphlib gzip hmac "
    "html http imaplib importlib inspect ipaddress itertools keyword linecache locale logging "
    "mailbox marshal mimetypes mmap modulefinder multiprocessing netrc ntpath nturl2path numbers "
    "opcode operator optparse pathlib pdb pickle pickletools pkgutil plistlib poplib posix "
    "posixpath pprint profile pstats py_compile pyclbr pydoc pydoc_data pyexpat queue quopri "
    "reprlib rlcompleter runpy sched secrets selectors shelve shlex shutil signal site smtplib "
    "socket socketserver sre_compile sre_constants sre_parse stat statistics string stringprep "
    "subprocess symtable sysconfig tabnanny tarfile tempfile textwrap threading timeit token "
    "tokenize tomllib trace traceback tracemalloc types unicodedata unittest urllib uuid "
    "warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zoneinfo ";

static const char ATTRIBUTES[] =
    " format_map as_integer_ratio conjugate denominator imag is_integer numerator real fromhex cast "
    "contiguous itemsize nbytes ndim readonly release shape strides tobytes tolist toreadonly fdel fget "
    "fset cr_code cr_frame cr_running gi_code gi_frame gi_running with_traceback add_note a2b_hex "
    "a2b_qp b2a_hex b2a_qp crc_hqx acos acosh asin asinh atan atanh cosh sinh tan tanh tau isclose "
    "isfinite isinf isnan cbrt exp2 fma nextafter remainder sumprod ulp ChainMap Counter UserDict "
    "UserList UserString defaultdict get_count get_objects get_referents get_referrers get_stats freeze "
    "sha224 sha384 sha512 blake2b blake2s sha3_224 sha3_256 sha3_384 sha3_512 shake_128 shake_256 "
    "algorithms_available file_digest heapreplace merge nlargest nsmallest heappushpop FileIO RawIOBase "
    "BufferedIOBase BufferedReader BufferedRandom TextIOBase TextIOWrapper UnsupportedOperation "
    "SEEK_SET SEEK_CUR SEEK_END JSONDecoder JSONEncoder curdir pardir linesep devnull path name walk "
    "makedirs removedirs renames replace scandir access chmod cpu_count getpid system popen fspath "
    "fsencode fsdecode fdopen truncate times fsync machine node processor python_version "
    "python_version_tuple uname architecture Random SystemRandom setstate getstate triangular "
    "normalvariate expovariate betavariate randbytes error Struct iter_unpack executable flags "
    "float_info int_info hash_info excepthook displayhook getrefcount gettrace settrace setprofile "
    "builtin_module_names stdlib_module_names meta_path path_hooks exception getdefaultencoding "
    "getfilesystemencoding orig_argv process_time_ns strftime strptime struct_time asctime ctime "
    "timezone tzname daylight altzone compressobj decompressobj typecodes ";

static const char NAMES[] =
    " aiter anext ascii breakpoint vars BaseExceptionGroup EncodingWarning ExceptionGroup "
    "UnicodeTranslateError exit quit copyright credits license ";

static bool has(const char *list, const char *name, size_t size) {
    for (const char *at = list; (at = strchr(at, ' ')) != NULL && at[1] != '\0'; at++) {
        if (strncmp(at + 1, name, size) == 0 && at[1 + size] == ' ') {
            return size > 0 && memchr(name, ' ', size) == NULL;
        }
    }
    return false;
}

const char *remedy_for_module(const char *name, size_t size) {
    const char *dot = memchr(name, '.', size);
    return has(MODULES, name, size) || (dot != NULL && has(MODULES, name, dot - name)) ? REMEDY : "";
}

const char *remedy_for_attribute(const char *name) {
    return has(ATTRIBUTES, name, strlen(name)) ? REMEDY : "";
}

const char *remedy_for_name(const char *name) {
    return has(NAMES, name, strlen(name)) ? REMEDY : "";
}

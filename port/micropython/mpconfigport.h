// Configuration of MicroPython for the sandbox.
// SPDX-License-Identifier: Apache-2.0
//
// Rule: everything a hosted program can use is on; everything that reaches raw
// memory, hardware, sockets or unverified bytecode is off.

#include <alloca.h>
#include <stdint.h>
#include <stdlib.h>

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EVERYTHING)

// --- Objects and numbers ----------------------------------------------------

// NaN-boxed 64-bit objects: see docs/decisions/0003-object-representation.md.
#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_D)
typedef int64_t mp_int_t;
typedef uint64_t mp_uint_t;
#define INT_FMT "%lld"
#define UINT_FMT "%llu"
#define HEX_FMT "%llx"
typedef long long mp_off_t;

#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_DOUBLE)
#define MICROPY_FLOAT_USE_NATIVE_FLT16 (0)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MPZ_DIG_SIZE (32) // WebAssembly multiplies 64 bits at once

// --- Compiler and virtual machine -------------------------------------------

#define MICROPY_NLR_SETJMP (1)
#define MICROPY_OPT_COMPUTED_GOTO (0)
#define MICROPY_ENABLE_VM_ABORT (1) // how a run is stopped: see sandbox_refuel in sandbox.c
// Counts runs; what ran in an earlier one is not running any more.
extern uint32_t guarded_run_number;
#define MICROPY_RUN_NUMBER (guarded_run_number)
#define MICROPY_COMP_RETURN_IF_EXPR (1)
// A program's own function named const() is no declaration.
#define MICROPY_COMP_CONST (0)
#define MICROPY_COMP_MODULE_CONST (0)
#define MICROPY_ENABLE_SOURCE_LINE (1)
#define MICROPY_ERROR_REPORTING (MICROPY_ERROR_REPORTING_DETAILED)
#define MICROPY_WARNINGS (1)
#define MICROPY_HELPER_LEXER_UNIX (0)
#define MICROPY_QSTR_BYTES_IN_LEN (2) // names and file names of up to 65,535 bytes
#define MICROPY_QSTR_BYTES_IN_HASH (4)
// py/frozenmod.c only finds frozen sources where frozen bytecode is on as well.
#define MICROPY_MODULE_FROZEN_STR (1)
#define MICROPY_MODULE_FROZEN_MPY (1)
#define MICROPY_MODULE_OVERRIDE_MAIN_IMPORT (0)

// Bytecode from outside is never run: the VM trusts it, so a forged one could
// write anywhere in the guest's memory.
#define MICROPY_PERSISTENT_CODE_LOAD (0)
#define MICROPY_PERSISTENT_CODE_SAVE (0)
#define MICROPY_PY_MARSHAL (0)

// --- Memory -----------------------------------------------------------------

#define MICROPY_ENABLE_GC (1)
#define MICROPY_GC_SPLIT_HEAP (1)
#define MICROPY_GC_SPLIT_HEAP_AUTO (1)
#define MICROPY_ENABLE_FINALISER (1)
#define MICROPY_STACK_CHECK (1)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_EMERGENCY_EXCEPTION_BUF_SIZE (256)
#define MICROPY_MALLOC_USES_ALLOCATED_SIZE (1)
#define MICROPY_MEM_STATS (1)

// --- Files ------------------------------------------------------------------

#define MICROPY_VFS (1)
#define MICROPY_VFS_POSIX (1)
#define MICROPY_READER_VFS (1)
#define MICROPY_ALLOC_PATH_MAX (1024)
#define MICROPY_EPOCH_IS_1970 (1)
#define _DIRENT_HAVE_D_TYPE (1)
#define _DIRENT_HAVE_D_INO (1)

// --- Modules: nearer to CPython ---------------------------------------------

#define MICROPY_PY_JSON (0) // the port has its own
#define MICROPY_PY_JSON_SEPARATORS (0)
#define MICROPY_PY_GC_COLLECT_RETVAL (1)
#define MICROPY_PY_STR_BYTES_CMP_WARN (0)
#define MICROPY_PY_MATH_ATAN2_FIX_INFNAN (1)
#define MICROPY_PY_MATH_FMOD_FIX_INFNAN (1)
#define MICROPY_PY_MATH_MODF_FIX_NEGZERO (1)
#define MICROPY_PY_MATH_POW_FIX_NAN (1)
#define MICROPY_PY_MATH_GAMMA_FIX_NEGINF (1)

#define MICROPY_PY_SYS_PLATFORM "linux"
#define MICROPY_BANNER_MACHINE "WebAssembly [" MICROPY_PLATFORM_COMPILER "] version"
#define MICROPY_PLATFORM_VERSION "preview1"
#define MICROPY_PY_SYS_PATH_ARGV_DEFAULTS (0)
#define MICROPY_PY_SYS_EXC_INFO (1)
#define MICROPY_PY_SYS_ATEXIT (1)
#define MICROPY_PY_SYS_EXECUTABLE (0)

// Linux's numbers, as CPython programs expect; libc/errno.h translates.
#define MICROPY_USE_INTERNAL_ERRNO (1)
#define MP_ENAMETOOLONG (36)
#define MP_ENOSYS (38)
#define MP_ENOTEMPTY (39)
#define MP_ELOOP (40)
#define MP_EILSEQ (84)
#define MICROPY_PY_ERRNO_LIST \
    X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) \
    X(EBADF) X(ECHILD) X(EAGAIN) X(ENOMEM) X(EACCES) X(EFAULT) X(EBUSY) \
    X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) X(EISDIR) X(EINVAL) X(ENFILE) \
    X(EMFILE) X(ENOTTY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) X(EMLINK) \
    X(EPIPE) X(EDOM) X(ERANGE) X(ENAMETOOLONG) X(ENOSYS) X(ENOTEMPTY) \
    X(ELOOP) X(EILSEQ) X(EOPNOTSUPP) X(EAFNOSUPPORT) X(EADDRINUSE) \
    X(ECONNABORTED) X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN) \
    X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS) \
    X(ECANCELED)

#define MICROPY_PY_OS_INCLUDEFILE "micropython/modos.c"
#define MICROPY_PY_OS_URANDOM (1)
#define MICROPY_PY_OS_PORT_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_environ), MP_ROM_PTR(&MP_STATE_VM(os_environ)) }, \
    { MP_ROM_QSTR(MP_QSTR_getenv), MP_ROM_PTR(&mp_os_getenv_obj) },
#define MICROPY_PY_OS_STATVFS (0)
#define MICROPY_PY_TIME_INCLUDEFILE "micropython/modtime.c"
#define MICROPY_PY_TIME_EXTRA_GLOBALS SANDBOX_TIME_GLOBALS
#define MICROPY_PY_TIME_TIME_TIME_NS (1)
#define MICROPY_PY_TIME_CUSTOM_SLEEP (1)

// MicroPython takes MD5 and SHA-1 from the axTLS library; lib/axtls stands in.
#define MICROPY_SSL_AXTLS (1)
#define MICROPY_PY_HASHLIB_MD5 (1)
#define MICROPY_PY_HASHLIB_SHA1 (1)
#define MICROPY_PY_DEFLATE_COMPRESS (1)
#define MICROPY_PY_CRYPTOLIB (0)

// --- Modules: not in a sandbox ----------------------------------------------

#define MICROPY_PY_UCTYPES (0)
#define MICROPY_PY_MACHINE (0)
#define MICROPY_PY_FRAMEBUF (0)
#define MICROPY_PY_THREAD (0)
#define MICROPY_PY_SOCKET (0)
#define MICROPY_PY_NETWORK (0)
#define MICROPY_PY_SSL (0)
#define MICROPY_PY_WEBSOCKET (0)
#define MICROPY_PY_WEBREPL (0)
#define MICROPY_PY_BLUETOOTH (0)
#define MICROPY_PY_BTREE (0)
#define MICROPY_PY_ONEWIRE (0)

// --- Interaction ------------------------------------------------------------

#define MICROPY_HELPER_REPL (1)
#define MICROPY_USE_INTERNAL_PRINTF (0)
#define MICROPY_KBD_EXCEPTION (1)
extern const struct _mp_print_t mp_stderr_print;
#define MICROPY_ERROR_PRINTER (&mp_stderr_print)
#define MICROPY_DEBUG_PRINTER (&mp_stderr_print)

#define MP_STATE_PORT MP_STATE_VM
#define MP_SSIZE_MAX (0x7fffffff)

// Clocks, delays, randomness, standard streams and line input over WASI.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "py/mphal.h"
#include "py/mpprint.h"
#include "py/runtime.h"
#include "py/stream.h"

// --- Clocks -----------------------------------------------------------------

static uint64_t clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t mp_hal_time_ns(void) {
    return clock_ns(CLOCK_REALTIME);
}

mp_uint_t mp_hal_ticks_ms(void) {
    return (mp_uint_t)(clock_ns(CLOCK_MONOTONIC) / 1000000u);
}

mp_uint_t mp_hal_ticks_us(void) {
    return (mp_uint_t)(clock_ns(CLOCK_MONOTONIC) / 1000u);
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return (mp_uint_t)clock_ns(CLOCK_MONOTONIC);
}

void mp_hal_delay_us(mp_uint_t us) {
    struct timespec delay = { .tv_sec = us / 1000000u, .tv_nsec = (us % 1000000u) * 1000u };
    nanosleep(&delay, NULL);
}

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_hal_delay_us(ms > UINT64_MAX / 1000u ? UINT64_MAX : ms * 1000u);
    mp_handle_pending(true);
}

// A program's own streams may be ready before the time is over.
#define LONGEST_WAIT_MS (10)

void sandbox_wait_ms(uint64_t timeout_ms) {
    mp_hal_delay_us(MIN(timeout_ms, LONGEST_WAIT_MS) * 1000u);
}

// --- Standard streams -------------------------------------------------------

void sandbox_raise_if_not_unicode(int err) {
    if (err == EILSEQ) {
        mp_raise_msg(&mp_type_UnicodeError, MP_ERROR_TEXT("surrogates not allowed in output"));
    }
}

mp_uint_t mp_hal_stdout_tx_strn(const char *str, size_t len) {
    ssize_t written;
    MP_HAL_RETRY_SYSCALL(written, write(STDOUT_FILENO, str, len), return 0);
    return (mp_uint_t)written;
}

void mp_hal_stdout_tx_strn_cooked(const char *str, size_t len) {
    mp_hal_stdout_tx_strn(str, len);
}

void mp_hal_stdout_tx_str(const char *str) {
    mp_hal_stdout_tx_strn(str, strlen(str));
}

static void stderr_print_strn(void *env, const char *str, size_t len) {
    (void)env;
    ssize_t written = write(STDERR_FILENO, str, len);
    (void)written; // a closed stderr must not raise inside error reporting
}

const mp_print_t mp_stderr_print = { NULL, stderr_print_strn };

int sandbox_readline(vstr_t *line, const char *prompt) {
    mp_hal_stdout_tx_str(prompt);
    for (;;) {
        char c;
        ssize_t n;
        MP_HAL_RETRY_SYSCALL(n, read(STDIN_FILENO, &c, 1), mp_raise_OSError(err));
        if (n == 0) {
            return CHAR_CTRL_D;
        }
        if (c == '\n') {
            return 0;
        }
        vstr_add_byte(line, (byte)c);
    }
}

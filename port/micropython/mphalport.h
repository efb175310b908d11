// Hardware abstraction of the sandbox, in terms of WASI.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MPHALPORT_H
#define SANDBOX_MPHALPORT_H

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

struct _vstr_t;

#define CHAR_CTRL_C (3)
#define CHAR_CTRL_D (4)

// Raises UnicodeError if the host refused to write text that is not Unicode.
void sandbox_raise_if_not_unicode(int err);

void gc_collect(void);

// WASI has no signals; a call is repeated only if a collection may close unused files first.
#define MP_HAL_RETRY_SYSCALL(ret, syscall, raise) \
    do { \
        ret = (syscall); \
        if (ret == -1 && errno == MP_EMFILE) { \
            gc_collect(); /* closes the files that nothing can reach any more */ \
            ret = (syscall); \
        } \
        if (ret == -1) { \
            int err = errno; \
            sandbox_raise_if_not_unicode(err); \
            raise; \
        } \
    } while (0)

// Reads one line for input(). Returns 0, or CHAR_CTRL_D at the end of stdin.
int sandbox_readline(struct _vstr_t *line, const char *prompt);
#define mp_hal_readline(line, prompt) sandbox_readline(line, prompt)

// Sleeps until something that is polled may be ready: objects of the program can only be asked again.
void sandbox_wait_ms(uint64_t timeout_ms);
#define MICROPY_INTERNAL_WFE(timeout_ms) sandbox_wait_ms((uint64_t)(timeout_ms))

// The host handles interrupts; no character does.
static inline void mp_hal_set_interrupt_char(int c) {
    (void)c;
}

#endif

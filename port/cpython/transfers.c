// Reads and writes of files are whole, as on Linux: the host transfers only so much in one call. The linker
// redirects CPython's calls to the functions below.
// SPDX-License-Identifier: Apache-2.0

#include <unistd.h>

ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __real_write(int fd, const void *bytes, size_t size);

static int is_file(int fd) {
    return fd > STDERR_FILENO;
}

ssize_t __wrap_read(int fd, void *bytes, size_t size) {
    size_t done = 0;
    do {
        ssize_t part = __real_read(fd, (char *)bytes + done, size - done);
        if (part <= 0) {
            return done > 0 ? (ssize_t)done : part;
        }
        done += (size_t)part;
    } while (done < size && is_file(fd));
    return (ssize_t)done;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t size) {
    size_t done = 0;
    do {
        ssize_t part = __real_write(fd, (const char *)bytes + done, size - done);
        if (part <= 0) {
            return done > 0 ? (ssize_t)done : part;
        }
        done += (size_t)part;
    } while (done < size);
    return (ssize_t)done;
}

// The working folder: see unistd.h.
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

#undef errno
#undef chdir
#undef getcwd

// The host refuses longer ones.
#define MAX_PATH_BYTES (4096)

// Appends the names in `path` to the `length` bytes of `folder`, which has room for
// MAX_PATH_BYTES. Returns the new length, or -1 and sets errno if there is no room or no such folder.
static int resolve(char *folder, int length, const char *path) {
    struct stat status;
    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        if (size == 2 && path[0] == '.' && path[1] == '.') {
            folder[length] = '\0';
            if (length > 0 && stat(folder, &status) != 0) {
                return -1;
            }
            if (length > 0 && !S_ISDIR(status.st_mode)) {
                errno = __WASI_ERRNO_NOTDIR;
                return -1;
            }
            while (length > 0 && folder[--length] != '/') {
            }
        } else if (size > 0 && !(size == 1 && path[0] == '.')) {
            if (size + 1 > (size_t)(MAX_PATH_BYTES - length)) {
                errno = __WASI_ERRNO_NAMETOOLONG;
                return -1;
            }
            folder[length++] = '/';
            memcpy(folder + length, path, size);
            length += size;
        }
        path += size + (path[size] == '/');
    }
    return length;
}

int sandbox_chdir(const char *path) {
    char folder[MAX_PATH_BYTES + 1];
    int length = 0;
    if (path[0] == '\0') {
        errno = __WASI_ERRNO_NOENT;
        return -1;
    }
    if (path[0] != '/') {
        if (getcwd(folder, sizeof(folder)) == NULL) {
            return -1;
        }
        length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    }
    length = resolve(folder, length, path);
    if (length < 0) {
        return -1;
    }
    folder[length] = '\0';
    return chdir(length == 0 ? "/" : folder);
}

// Fails if the folder has been removed, which the root never is.
char *sandbox_getcwd(char *path, size_t size) {
    struct stat status;
    if (getcwd(path, size) == NULL || (strcmp(path, "/") != 0 && stat(path, &status) != 0)) {
        return NULL;
    }
    return path;
}

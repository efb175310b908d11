// Decoding values from the host; sandbox.h describes the format.
// SPDX-License-Identifier: Apache-2.0

#include "values.h"

#include <stdbool.h>

#include "sandbox.h"

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} reader_t;

static PyObject *malformed(void) {
    PyErr_SetString(PyExc_ValueError, "malformed value from the host");
    return NULL;
}

// Returns the next `size` bytes, or NULL with an exception if there are fewer.
static const uint8_t *take(reader_t *reader, size_t size) {
    if ((size_t)(reader->end - reader->at) < size) {
        malformed();
        return NULL;
    }
    const uint8_t *taken = reader->at;
    reader->at += size;
    return taken;
}

static bool take_into(reader_t *reader, void *target, size_t size) {
    const uint8_t *bytes = take(reader, size);
    if (bytes != NULL) {
        memcpy(target, bytes, size);
    }
    return bytes != NULL;
}

// Reads a size and returns that many bytes.
static const uint8_t *take_sized(reader_t *reader, uint32_t *size) {
    return take_into(reader, size, sizeof(*size)) ? take(reader, *size) : NULL;
}

static PyObject *decode_int(reader_t *reader) {
    int64_t value;
    return take_into(reader, &value, sizeof(value)) ? PyLong_FromLongLong(value) : NULL;
}

static PyObject *decode_float(reader_t *reader) {
    double value;
    return take_into(reader, &value, sizeof(value)) ? PyFloat_FromDouble(value) : NULL;
}

static PyObject *decode_big_int(reader_t *reader) {
    uint8_t is_negative;
    uint32_t size;
    if (!take_into(reader, &is_negative, sizeof(is_negative))) {
        return NULL;
    }
    const uint8_t *magnitude = take_sized(reader, &size);
    if (magnitude == NULL) {
        return NULL;
    }
    PyObject *value = PyLong_FromUnsignedNativeBytes(magnitude, size, Py_ASNATIVEBYTES_LITTLE_ENDIAN);
    if (value != NULL && is_negative) {
        PyObject *negative = PyNumber_Negative(value);
        Py_DECREF(value);
        return negative;
    }
    return value;
}

static PyObject *decode_str(reader_t *reader) {
    uint32_t size;
    const uint8_t *text = take_sized(reader, &size);
    return text == NULL ? NULL : PyUnicode_DecodeUTF8((const char *)text, size, "strict");
}

static PyObject *decode_bytes(reader_t *reader) {
    uint32_t size;
    const uint8_t *bytes = take_sized(reader, &size);
    return bytes == NULL ? NULL : PyBytes_FromStringAndSize((const char *)bytes, size);
}

static PyObject *decode_value(reader_t *reader, int depth);

static int add_to_list(reader_t *reader, PyObject *list, int depth) {
    PyObject *item = decode_value(reader, depth);
    int status = item == NULL ? -1 : PyList_Append(list, item);
    Py_XDECREF(item);
    return status;
}

static int add_to_set(reader_t *reader, PyObject *set, int depth) {
    PyObject *item = decode_value(reader, depth);
    int status = item == NULL ? -1 : PySet_Add(set, item);
    Py_XDECREF(item);
    return status;
}

static int add_to_dict(reader_t *reader, PyObject *dict, int depth) {
    PyObject *key = decode_value(reader, depth);
    PyObject *value = key == NULL ? NULL : decode_value(reader, depth);
    int status = value == NULL ? -1 : PyDict_SetItem(dict, key, value);
    Py_XDECREF(key);
    Py_XDECREF(value);
    return status;
}

// Fills a new container, and takes over its reference, with the values that follow.
static PyObject *fill(reader_t *reader, PyObject *container, int depth,
    int (*add)(reader_t *reader, PyObject *container, int depth)) {
    uint32_t left;
    if (container == NULL || !take_into(reader, &left, sizeof(left))) {
        Py_XDECREF(container);
        return NULL;
    }
    for (; left > 0; left--) {
        if (add(reader, container, depth) != 0) {
            Py_DECREF(container);
            return NULL;
        }
    }
    return container;
}

static PyObject *decode_value(reader_t *reader, int depth) {
    uint8_t kind;
    if (!take_into(reader, &kind, sizeof(kind))) {
        return NULL;
    }
    if (depth > SANDBOX_VALUE_MAX_DEPTH) {
        return malformed();
    }
    switch (kind) {
        case SANDBOX_VALUE_NONE:
            Py_RETURN_NONE;
        case SANDBOX_VALUE_FALSE:
            Py_RETURN_FALSE;
        case SANDBOX_VALUE_TRUE:
            Py_RETURN_TRUE;
        case SANDBOX_VALUE_INT:
            return decode_int(reader);
        case SANDBOX_VALUE_BIG_INT:
            return decode_big_int(reader);
        case SANDBOX_VALUE_FLOAT:
            return decode_float(reader);
        case SANDBOX_VALUE_STR:
            return decode_str(reader);
        case SANDBOX_VALUE_BYTES:
            return decode_bytes(reader);
        case SANDBOX_VALUE_LIST:
            return fill(reader, PyList_New(0), depth + 1, add_to_list);
        case SANDBOX_VALUE_DICT:
            return fill(reader, PyDict_New(), depth + 1, add_to_dict);
        case SANDBOX_VALUE_SET:
            return fill(reader, PySet_New(NULL), depth + 1, add_to_set);
        default:
            return malformed();
    }
}

PyObject *values_decode_next(const uint8_t **bytes, const uint8_t *end) {
    reader_t reader = { *bytes, end };
    PyObject *value = decode_value(&reader, 0);
    *bytes = reader.at;
    return value;
}

PyObject *values_decode(const uint8_t *bytes, size_t size) {
    const uint8_t *at = bytes;
    PyObject *value = values_decode_next(&at, bytes + size);
    if (value != NULL && at != bytes + size) {
        Py_DECREF(value);
        return malformed();
    }
    return value;
}

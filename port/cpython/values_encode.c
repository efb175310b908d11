// Encoding Python objects for the host; sandbox.h describes the format.
// SPDX-License-Identifier: Apache-2.0
//
// The guest's code cannot run meanwhile, except for the keys of an OrderedDict.

#include "values.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "pycore_setobject.h"

#include "sandbox.h"
#include "value_path.h"

// --- Writing ----------------------------------------------------------------

void values_buffer_init(values_buffer_t *buffer) {
    buffer->bytes = buffer->first;
    buffer->size = 0;
    buffer->capacity = sizeof(buffer->first);
    buffer->count = 0;
}

void values_buffer_free(values_buffer_t *buffer) {
    if (buffer->bytes != buffer->first) {
        PyMem_Free(buffer->bytes);
    }
    values_buffer_init(buffer);
}

// Makes room for `size` more bytes. Returns 0, or -1 with an exception.
static int reserve(values_buffer_t *buffer, size_t size, const step_t *step) {
    if (size <= buffer->capacity - buffer->size) {
        return 0;
    }
    if (size > SANDBOX_VALUE_MAX_BYTES - buffer->size) {
        return value_path_refuse(PyExc_ValueError, step,
            "does not fit; at most %u bytes can be passed to the host at once",
            (unsigned)SANDBOX_VALUE_MAX_BYTES);
    }
    size_t capacity = Py_MAX(buffer->size + size, 2 * buffer->capacity);
    bool is_first = buffer->bytes == buffer->first;
    uint8_t *bytes = PyMem_Realloc(is_first ? NULL : buffer->bytes, capacity);
    if (bytes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (is_first) {
        memcpy(bytes, buffer->first, buffer->size);
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return 0;
}

// These require room that was already reserved.
static void put_u8(values_buffer_t *buffer, uint8_t value) {
    buffer->bytes[buffer->size++] = value;
}

static void put_bytes(values_buffer_t *buffer, const void *from, size_t size) {
    memcpy(buffer->bytes + buffer->size, from, size);
    buffer->size += size;
}

static void put_u32(values_buffer_t *buffer, uint32_t value) {
    put_bytes(buffer, &value, sizeof(value)); // WebAssembly is little-endian
}

static int put_sized(values_buffer_t *buffer, uint8_t kind, const void *from, size_t size,
    const step_t *step) {
    if (reserve(buffer, size + 5, step) != 0) {
        return -1;
    }
    put_u8(buffer, kind);
    put_u32(buffer, (uint32_t)size);
    put_bytes(buffer, from, size);
    return 0;
}

// --- Numbers, text and bytes --------------------------------------------------

static int encode_big_int(values_buffer_t *buffer, PyObject *value, const step_t *step) {
    const int flags = Py_ASNATIVEBYTES_LITTLE_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER;
    PyObject *magnitude = PyLong_Type.tp_as_number->nb_absolute(value);
    if (magnitude == NULL) {
        return -1;
    }
    Py_ssize_t size = PyLong_AsNativeBytes(magnitude, NULL, 0, flags);
    int status = size < 0 ? -1 : reserve(buffer, (size_t)size + 6, step);
    if (status == 0) {
        bool is_negative = PyLong_Type.tp_as_number->nb_bool(value) && magnitude != value
            && PyLong_Type.tp_richcompare(value, magnitude, Py_LT) == Py_True;
        put_u8(buffer, SANDBOX_VALUE_BIG_INT);
        put_u8(buffer, is_negative);
        put_u32(buffer, (uint32_t)size);
        PyLong_AsNativeBytes(magnitude, buffer->bytes + buffer->size, size, flags);
        buffer->size += size;
    }
    Py_DECREF(magnitude);
    return status;
}

static int encode_int(values_buffer_t *buffer, PyObject *value, const step_t *step) {
    int overflow;
    int64_t number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) {
        return encode_big_int(buffer, value, step);
    }
    put_u8(buffer, SANDBOX_VALUE_INT);
    put_bytes(buffer, &number, sizeof(number));
    return 0;
}

static int encode_float(values_buffer_t *buffer, PyObject *value) {
    double number = PyFloat_AS_DOUBLE(value);
    put_u8(buffer, SANDBOX_VALUE_FLOAT);
    put_bytes(buffer, &number, sizeof(number));
    return 0;
}

static int encode_str(values_buffer_t *buffer, PyObject *value, const step_t *step) {
    if (PyUnicode_IS_COMPACT_ASCII(value)) {
        return put_sized(buffer, SANDBOX_VALUE_STR, PyUnicode_DATA(value), PyUnicode_GET_LENGTH(value), step);
    }
    PyObject *bytes = PyUnicode_AsUTF8String(value);
    if (bytes == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            return -1;
        }
        PyErr_Clear();
        return value_path_refuse(PyExc_ValueError, step, "is a str with half of a surrogate pair");
    }
    int status = put_sized(buffer, SANDBOX_VALUE_STR, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), step);
    Py_DECREF(bytes);
    return status;
}

static int encode_bytes(values_buffer_t *buffer, PyObject *value, const step_t *step) {
    Py_buffer view;
    if (PyObject_GetBuffer(value, &view, PyBUF_FULL_RO) != 0) {
        return -1;
    }
    int status = reserve(buffer, (size_t)view.len + 5, step);
    if (status == 0) {
        put_u8(buffer, SANDBOX_VALUE_BYTES);
        put_u32(buffer, (uint32_t)view.len);
        status = PyBuffer_ToContiguous(buffer->bytes + buffer->size, &view, view.len, 'C');
        buffer->size += view.len;
    }
    PyBuffer_Release(&view);
    return status;
}

// --- Containers -------------------------------------------------------------

static int encode_value(values_buffer_t *buffer, PyObject *value, const step_t *step, size_t depth);

// Begins a container; the number of its values is filled in at its end. Returns 0, or -1 with an exception.
static int begin_container(values_buffer_t *buffer, uint8_t kind, const step_t *step, size_t *at) {
    if (reserve(buffer, 5, step) != 0) {
        return -1;
    }
    put_u8(buffer, kind);
    *at = buffer->size;
    put_u32(buffer, 0);
    return 0;
}

static int end_container(values_buffer_t *buffer, size_t at, uint32_t count) {
    memcpy(buffer->bytes + at, &count, sizeof(count));
    return 0;
}

// A list or a tuple.
static int encode_sequence(values_buffer_t *buffer, PyObject *value, const step_t *parent, size_t depth) {
    size_t at;
    bool is_list = PyList_Check(value);
    if (begin_container(buffer, is_list ? SANDBOX_VALUE_LIST : SANDBOX_VALUE_TUPLE, parent, &at) != 0) {
        return -1;
    }
    step_t step = { .parent = parent, .kind = INDEX };
    for (; step.index < (size_t)Py_SIZE(value); step.index++) {
        PyObject *item = is_list ? PyList_GET_ITEM(value, step.index) : PyTuple_GET_ITEM(value, step.index);
        Py_INCREF(item);
        int status = encode_value(buffer, item, &step, depth);
        Py_DECREF(item);
        if (status != 0) {
            return -1;
        }
    }
    return end_container(buffer, at, step.index);
}

static int encode_entry(values_buffer_t *buffer, PyObject *key, PyObject *value, const step_t *parent,
    size_t depth) {
    step_t step = { .parent = parent, .kind = KEY, .key = key };
    Py_INCREF(key);
    Py_INCREF(value);
    int status = encode_value(buffer, key, &step, depth);
    step.kind = ENTRY;
    if (status == 0) {
        status = encode_value(buffer, value, &step, depth);
    }
    Py_DECREF(key);
    Py_DECREF(value);
    return status;
}

static int encode_dict(values_buffer_t *buffer, PyObject *value, const step_t *step, size_t depth) {
    size_t at;
    uint32_t count = 0;
    Py_ssize_t position = 0;
    PyObject *key, *item;
    if (begin_container(buffer, SANDBOX_VALUE_DICT, step, &at) != 0) {
        return -1;
    }
    while (PyDict_Next(value, &position, &key, &item)) {
        if (encode_entry(buffer, key, item, step, depth) != 0) {
            return -1;
        }
        count++;
    }
    return end_container(buffer, at, count);
}

// An OrderedDict keeps its order separately from its dict.
static int encode_ordered_dict(values_buffer_t *buffer, PyObject *value, const step_t *step, size_t depth) {
    size_t at;
    uint32_t count = 0;
    if (begin_container(buffer, SANDBOX_VALUE_DICT, step, &at) != 0) {
        return -1;
    }
    PyObject *keys = PyODict_Type.tp_iter(value);
    PyObject *key;
    int status = keys == NULL ? -1 : 0;
    while (status == 0 && (key = PyIter_Next(keys)) != NULL) {
        PyObject *item;
        int found = PyDict_GetItemRef(value, key, &item);
        status = found < 0 ? -1 : found == 0 ? 0 : encode_entry(buffer, key, item, step, depth);
        count += found > 0;
        Py_XDECREF(item);
        Py_DECREF(key);
    }
    Py_XDECREF(keys);
    return status != 0 || PyErr_Occurred() ? -1 : end_container(buffer, at, count);
}

static int encode_set(values_buffer_t *buffer, PyObject *value, const step_t *parent, size_t depth) {
    size_t at;
    uint32_t count = 0;
    Py_ssize_t position = 0;
    PyObject *item;
    Py_hash_t hash;
    uint8_t kind = PyFrozenSet_Check(value) ? SANDBOX_VALUE_FROZENSET : SANDBOX_VALUE_SET;
    if (begin_container(buffer, kind, parent, &at) != 0) {
        return -1;
    }
    step_t step = { .parent = parent, .kind = ITEM };
    while (_PySet_NextEntry(value, &position, &item, &hash)) {
        Py_INCREF(item);
        int status = encode_value(buffer, item, &step, depth);
        Py_DECREF(item);
        if (status != 0) {
            return -1;
        }
        count++;
    }
    return end_container(buffer, at, count);
}

static int encode_container(values_buffer_t *buffer, PyObject *value, const step_t *step, size_t depth) {
    if (PyList_Check(value) || PyTuple_Check(value)) {
        return encode_sequence(buffer, value, step, depth);
    }
    if (PyODict_Check(value)) {
        return encode_ordered_dict(buffer, value, step, depth);
    }
    if (PyDict_Check(value)) {
        return encode_dict(buffer, value, step, depth);
    }
    if (PyAnySet_Check(value)) {
        return encode_set(buffer, value, step, depth);
    }
    return value_path_refuse(PyExc_TypeError, step, "is of type %.200s, which cannot be passed to the host",
        _PyType_Name(Py_TYPE(value)));
}

// --- Values -----------------------------------------------------------------

// `depth` counts the containers around the value.
static int encode_value(values_buffer_t *buffer, PyObject *value, const step_t *step, size_t depth) {
    if (++buffer->count > SANDBOX_VALUE_MAX_COUNT) {
        return value_path_refuse(PyExc_ValueError, step,
            "does not fit; at most %u values can be passed to the host at once",
            (unsigned)SANDBOX_VALUE_MAX_COUNT);
    }
    // Nothing smaller needs another check.
    if (reserve(buffer, 1 + sizeof(uint64_t), step) != 0) {
        return -1;
    }
    if (value == Py_None) {
        put_u8(buffer, SANDBOX_VALUE_NONE);
        return 0;
    }
    if (PyBool_Check(value)) {
        put_u8(buffer, value == Py_True ? SANDBOX_VALUE_TRUE : SANDBOX_VALUE_FALSE);
        return 0;
    }
    if (PyLong_Check(value)) {
        return encode_int(buffer, value, step);
    }
    if (PyFloat_Check(value)) {
        return encode_float(buffer, value);
    }
    if (PyUnicode_Check(value)) {
        return encode_str(buffer, value, step);
    }
    if (PyBytes_Check(value) || PyByteArray_Check(value) || PyMemoryView_Check(value)) {
        return encode_bytes(buffer, value, step);
    }
    if (depth >= SANDBOX_VALUE_MAX_DEPTH) {
        return value_path_refuse(PyExc_ValueError, step,
            "is nested too deep, or part of itself; allowed are %u levels",
            (unsigned)SANDBOX_VALUE_MAX_DEPTH);
    }
    return encode_container(buffer, value, step, depth + 1);
}

int values_encode(values_buffer_t *buffer, PyObject *value, const char *root) {
    step_t step = { .kind = ROOT, .root = root };
    return encode_value(buffer, value, &step, 0);
}

int values_encode_arguments(values_buffer_t *buffer, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    step_t root = { .kind = ROOT, .root = "args" };
    size_t at;
    Py_ssize_t name_count = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    buffer->count += 1 + (name_count > 0); // the list and the dict themselves
    int kind = name_count > 0 ? SANDBOX_VALUE_TUPLE : SANDBOX_VALUE_LIST;
    if (begin_container(buffer, kind, &root, &at) != 0) {
        return -1;
    }
    step_t step = { .parent = &root, .kind = INDEX };
    for (; step.index < (size_t)count; step.index++) {
        if (encode_value(buffer, args[step.index], &step, 0) != 0) {
            return -1;
        }
    }
    end_container(buffer, at, (uint32_t)count + (name_count > 0));
    if (name_count == 0) {
        return 0;
    }
    root.root = "kwargs";
    if (begin_container(buffer, SANDBOX_VALUE_DICT, &root, &at) != 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < name_count; i++) {
        if (encode_entry(buffer, PyTuple_GET_ITEM(names, i), args[count + i], &root, 0) != 0) {
            return -1;
        }
    }
    return end_container(buffer, at, (uint32_t)name_count);
}

int values_give(PyObject *value, const char *root) {
    values_buffer_t buffer;
    values_buffer_init(&buffer);
    int answer = values_encode(&buffer, value, root);
    if (answer == 0) {
        answer = sandbox_give_value(buffer.bytes, (uint32_t)buffer.size);
    }
    values_buffer_free(&buffer);
    return answer;
}

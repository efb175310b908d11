// MD5 (RFC 1321) and SHA-1 (FIPS 180-4) for Python's hashlib.
// SPDX-License-Identifier: Apache-2.0

#include "lib/axtls/crypto/crypto.h"

#include <stdbool.h>
#include <string.h>

#define BLOCK_BYTES (64)

typedef void (*compress_t)(uint32_t *state, const uint8_t *block);

static uint32_t rotate_left(uint32_t x, unsigned bits) {
    return (x << bits) | (x >> (32 - bits));
}

static uint32_t load_le32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t load_be32(const uint8_t *p) {
    return (uint32_t)p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 24;
}

static void store32(uint8_t *p, uint32_t x, bool big_endian) {
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(x >> (8 * (big_endian ? 3 - i : i)));
    }
}

// --- Shared by both hashes: blocks and padding ------------------------------

static void update(sandbox_hash_t *hash, const uint8_t *data, size_t size, compress_t compress) {
    size_t filled = hash->message_bytes % BLOCK_BYTES;
    hash->message_bytes += size;
    while (size > 0) {
        size_t chunk = BLOCK_BYTES - filled < size ? BLOCK_BYTES - filled : size;
        memcpy(hash->block + filled, data, chunk);
        data += chunk;
        size -= chunk;
        filled += chunk;
        if (filled == BLOCK_BYTES) {
            compress(hash->state, hash->block);
            filled = 0;
        }
    }
}

// Pads with a one bit, zeros and the message's length in bits, then writes the state.
static void finish(sandbox_hash_t *hash, uint8_t *digest, unsigned words, bool big_endian,
    compress_t compress) {
    const size_t length_at = BLOCK_BYTES - 8;
    size_t filled = hash->message_bytes % BLOCK_BYTES;
    hash->block[filled++] = 0x80;
    if (filled > length_at) {
        memset(hash->block + filled, 0, BLOCK_BYTES - filled);
        compress(hash->state, hash->block);
        filled = 0;
    }
    memset(hash->block + filled, 0, length_at - filled);
    uint64_t bits = hash->message_bytes * 8;
    uint32_t low = (uint32_t)bits, high = (uint32_t)(bits >> 32);
    store32(hash->block + length_at, big_endian ? high : low, big_endian);
    store32(hash->block + length_at + 4, big_endian ? low : high, big_endian);
    compress(hash->state, hash->block);
    for (unsigned i = 0; i < words; i++) {
        store32(digest + 4 * i, hash->state[i], big_endian);
    }
}

// --- MD5 --------------------------------------------------------------------

// RFC 1321: floor(2^32 * abs(sin(i + 1))).
static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static void md5_compress(uint32_t *state, const uint8_t *block) {
    static const uint8_t rotations[4][4] = {
        { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 },
    };
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (unsigned i = 0; i < 64; i++) {
        uint32_t mix;
        unsigned word;
        switch (i / 16) {
            case 0:
                mix = (b & c) | (~b & d);
                word = i;
                break;
            case 1:
                mix = (b & d) | (c & ~d);
                word = 5 * i + 1;
                break;
            case 2:
                mix = b ^ c ^ d;
                word = 3 * i + 5;
                break;
            default:
                mix = c ^ (b | ~d);
                word = 7 * i;
                break;
        }
        uint32_t sum = a + mix + md5_sines[i] + load_le32(block + 4 * (word % 16));
        a = d;
        d = c;
        c = b;
        b += rotate_left(sum, rotations[i / 16][i % 4]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void MD5_Init(MD5_CTX *hash) {
    *hash = (MD5_CTX) { .state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } };
}

void MD5_Update(MD5_CTX *hash, const uint8_t *data, int size) {
    update(hash, data, (size_t)size, md5_compress);
}

void MD5_Final(uint8_t *digest, MD5_CTX *hash) {
    finish(hash, digest, 4, false, md5_compress);
}

// --- SHA-1 ------------------------------------------------------------------

static void sha1_compress(uint32_t *state, const uint8_t *block) {
    static const uint32_t constants[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
    uint32_t words[80];
    for (unsigned i = 0; i < 16; i++) {
        words[i] = load_be32(block + 4 * i);
    }
    for (unsigned i = 16; i < 80; i++) {
        words[i] = rotate_left(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (unsigned i = 0; i < 80; i++) {
        uint32_t mix;
        switch (i / 20) {
            case 0:
                mix = (b & c) | (~b & d);
                break;
            case 2:
                mix = (b & c) | (b & d) | (c & d);
                break;
            default:
                mix = b ^ c ^ d;
                break;
        }
        uint32_t sum = rotate_left(a, 5) + mix + e + constants[i / 20] + words[i];
        e = d;
        d = c;
        c = rotate_left(b, 30);
        b = a;
        a = sum;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void SHA1_Init(SHA1_CTX *hash) {
    *hash = (SHA1_CTX) {
        .state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 },
    };
}

void SHA1_Update(SHA1_CTX *hash, const uint8_t *data, int size) {
    update(hash, data, (size_t)size, sha1_compress);
}

void SHA1_Final(uint8_t *digest, SHA1_CTX *hash) {
    finish(hash, digest, 5, true, sha1_compress);
}

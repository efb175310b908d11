// MD5 and SHA-1 with the names that extmod/modhashlib.c expects of axTLS.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_CRYPTO_H
#define SANDBOX_CRYPTO_H

#include <stdint.h>

// Bytes in a finished hash.
#define MD5_SIZE (16)
#define SHA1_SIZE (20)

// Both hashes take 64-byte blocks and count the message's bits in 64 bits.
typedef struct {
    uint32_t state[5];
    uint64_t message_bytes;
    uint8_t block[64];
} sandbox_hash_t;

typedef sandbox_hash_t MD5_CTX;
typedef sandbox_hash_t SHA1_CTX;

// Start a hash, add `size` bytes to it, and write the finished hash.
void MD5_Init(MD5_CTX *hash);
void MD5_Update(MD5_CTX *hash, const uint8_t *data, int size);
void MD5_Final(uint8_t *digest, MD5_CTX *hash);

void SHA1_Init(SHA1_CTX *hash);
void SHA1_Update(SHA1_CTX *hash, const uint8_t *data, int size);
void SHA1_Final(uint8_t *digest, SHA1_CTX *hash);

#endif

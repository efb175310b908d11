
# Added to Lib's module: what it takes from OpenSSL elsewhere.
# SPDX-License-Identifier: Apache-2.0
from _pbkdf2 import pbkdf2_hmac

__all__ += ("pbkdf2_hmac",)

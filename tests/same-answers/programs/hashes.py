# hashing
import hashlib
h = hashlib.sha256(b"abc"); print(h.hexdigest(), h.digest()[:4]); h.update(b"def"); print(h.hexdigest(), hashlib.md5(b"").hexdigest(), hashlib.sha1(b"x").hexdigest())

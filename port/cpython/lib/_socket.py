# What Lib's `socket` needs to be imported. There is no network: whatever would use it raises OSError.
# SPDX-License-Identifier: Apache-2.0
AF_UNSPEC, AF_INET, AF_INET6 = 0, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW = 1, 2, 3
SOL_SOCKET, SOL_TCP, SOL_UDP = 1, 6, 17
SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_BROADCAST = 1, 2, 3, 4, 6
SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, SO_REUSEPORT = 7, 8, 9, 13, 15
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 1, 6, 17, 41
TCP_NODELAY, TCP_MAXSEG, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 2, 4, 5, 6
IPV6_V6ONLY = 26
MSG_OOB, MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_NOSIGNAL = 1, 2, 64, 256, 16384
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_NUMERICSERV = 1, 2, 4, 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NAMEREQD, NI_DGRAM = 1, 2, 8, 16
EAI_AGAIN, EAI_FAIL, EAI_FAMILY, EAI_NONAME, EAI_SERVICE = -3, -4, -6, -2, -8
INADDR_ANY, INADDR_LOOPBACK, INADDR_BROADCAST = 0, 0x7F000001, 0xFFFFFFFF
has_ipv6 = False

error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


herror.__module__ = gaierror.__module__ = "socket"


def _refuse(*args, **kwargs):
    raise OSError("there are no sockets in this sandbox")


def _refuse_name(*args, **kwargs):
    raise gaierror(EAI_FAIL, "there is no network in this sandbox")


class socket:
    """There are no sockets in this sandbox."""

    __slots__ = ()

    family = type = proto = -1
    __init__ = accept = bind = connect = connect_ex = detach = fileno = getpeername = _refuse
    getsockname = getsockopt = listen = recv = recv_into = recvfrom = recvfrom_into = _refuse
    send = sendall = sendto = setblocking = setsockopt = settimeout = gettimeout = shutdown = _refuse

    def close(self):
        pass


SocketType = socket
getaddrinfo = getnameinfo = gethostbyaddr = _refuse_name
close = dup = socketpair = sethostname = _refuse
_default_timeout = None


def gethostname():
    return "localhost"


# Its own name and what already is an address; all other names need a network.
def gethostbyname(host):
    if host in ("", "localhost"):
        return "0.0.0.0" if host == "" else "127.0.0.1"
    try:
        return inet_ntoa(inet_aton(host))
    except OSError:
        _refuse_name()


def gethostbyname_ex(host):
    return host, [], [gethostbyname(host)]


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(seconds):
    global _default_timeout
    _default_timeout = seconds


def htons(x):
    return int.from_bytes(x.to_bytes(2, "big"), "little")


def htonl(x):
    return int.from_bytes(x.to_bytes(4, "big"), "little")


ntohs, ntohl = htons, htonl


def inet_aton(text):
    parts = text.split(".")
    if len(parts) != 4 or not all(p.isdecimal() and int(p) < 256 for p in parts):
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(map(int, parts))


def inet_ntoa(packed):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(map(str, packed))


def inet_pton(family, text):
    import ipaddress

    kind = {AF_INET: ipaddress.IPv4Address, AF_INET6: ipaddress.IPv6Address}.get(int(family))
    if kind is None:
        raise OSError("unknown address family")
    try:
        return kind(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, packed):
    import ipaddress

    return str(ipaddress.ip_address(bytes(packed)))

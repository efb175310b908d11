# What modules need that import `termios`. No stream is a terminal.
# SPDX-License-Identifier: Apache-2.0
TCSANOW, TCSADRAIN, TCSAFLUSH = 0, 1, 2
TCIFLUSH, TCOFLUSH, TCIOFLUSH = 0, 1, 2
VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN = 0, 1, 2, 3, 4, 5, 6
BRKINT, ICRNL, INPCK, ISTRIP, IXON, OPOST = 2, 256, 16, 32, 1024, 1
CSIZE, CS8, PARENB, ECHO, ICANON, IEXTEN, ISIG = 48, 48, 256, 8, 2, 32768, 1
TIOCGWINSZ, TIOCSWINSZ, FIONREAD = 0x5413, 0x5414, 0x541B


class error(Exception):
    pass


error.__module__ = "termios"


def _refuse(fd, *args):
    raise error(25, "Not a tty")


tcgetattr = tcsetattr = tcsendbreak = tcdrain = tcflush = tcflow = tcgetwinsize = tcsetwinsize = _refuse

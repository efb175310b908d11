import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";
import { hasSurrogate, type OutputSink } from "./output.js";

const CHARACTER_DEVICE = 2;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;

const FDSTAT_BYTES = 24;
const IOVEC_BYTES = 8;

/** Most pieces of one write, as POSIX systems have it. */
const MAX_IOVECS = 1024;

/** WASI's functions over the three standard streams; no other file is ever open. */
export function streamFunctions({ memory, stdout, stderr, onTruncated }: WasiContext) {
  const streams: (OutputSink | "stdin" | undefined)[] = ["stdin", stdout, stderr];
  const ifOpen = (fd: number) => (streams[fd] === undefined ? ERRNO.BADF : ERRNO.SUCCESS);

  return {
    fd_write(fd: number, iovecs: number, count: number, written: number) {
      const sink = streams[fd];
      if (sink === undefined || sink === "stdin") return ERRNO.BADF;
      if (count >>> 0 > MAX_IOVECS) return ERRNO.INVAL;
      memory.check(guestPointer(written), 4);

      let total = 0;
      const pieces: Uint8Array[] = [];
      for (let i = 0; i < count; i++) {
        const iovec = offset(guestPointer(iovecs), i * IOVEC_BYTES);
        const piece = memory.bytes(guestPointer(memory.u32(iovec)), memory.u32(offset(iovec, 4)));
        if (hasSurrogate(piece)) return ERRNO.ILSEQ;
        total += piece.length;
        pieces.push(piece);
      }
      // Pieces may overlap; without this, one call could write the memory a thousand times over.
      if (total > memory.size) return ERRNO.INVAL;
      for (const piece of pieces) sink.write(piece);
      if (sink.isTruncated) onTruncated();
      memory.setU32(guestPointer(written), total);
      return ERRNO.SUCCESS;
    },

    fd_read(fd: number, _iovecs: number, _count: number, read: number) {
      if (streams[fd] !== "stdin") return ERRNO.BADF;
      memory.setU32(guestPointer(read), 0);
      return ERRNO.SUCCESS;
    },

    fd_fdstat_get(fd: number, stat: number) {
      const stream = streams[fd];
      if (stream === undefined) return ERRNO.BADF;
      const at = guestPointer(stat);
      memory.bytes(at, FDSTAT_BYTES).fill(0);
      memory.setU8(at, CHARACTER_DEVICE);
      memory.setU64(offset(at, 8), stream === "stdin" ? RIGHT_READ : RIGHT_WRITE);
      return ERRNO.SUCCESS;
    },

    fd_close(fd: number) {
      const answer = ifOpen(fd);
      if (answer === ERRNO.SUCCESS) streams[fd] = undefined;
      return answer;
    },

    fd_sync: ifOpen,

    fd_seek(fd: number) {
      return streams[fd] === undefined ? ERRNO.BADF : ERRNO.SPIPE;
    },
  };
}

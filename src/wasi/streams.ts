import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";
import { InputSource } from "./input.js";
import { hasSurrogate, OutputSink } from "./output.js";

const CHARACTER_DEVICE = 2;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;

const FDSTAT_BYTES = 24;
const IOVEC_BYTES = 8;

/** Most pieces of one write, as POSIX systems have it. */
const MAX_IOVECS = 1024;

/** WASI's functions over the three standard streams; no other file is ever open. */
export function streamFunctions({ memory, streams, onTruncated }: WasiContext) {
  const ifOpen = (fd: number) => (streams.get(fd) === undefined ? ERRNO.BADF : ERRNO.SUCCESS);

  return {
    fd_write(fd: number, iovecs: number, count: number, written: number) {
      const sink = streams.get(fd);
      if (!(sink instanceof OutputSink)) return ERRNO.BADF;
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

    fd_read(fd: number, iovecs: number, count: number, read: number) {
      const source = streams.get(fd);
      if (!(source instanceof InputSource)) return ERRNO.BADF;
      if (count >>> 0 > MAX_IOVECS) return ERRNO.INVAL;
      memory.check(guestPointer(read), 4);

      let total = 0;
      for (let i = 0; i < count; i++) {
        const iovec = offset(guestPointer(iovecs), i * IOVEC_BYTES);
        const [at, size] = [guestPointer(memory.u32(iovec)), memory.u32(offset(iovec, 4))];
        memory.check(at, size);
        if (size === 0) continue;
        const bytes = source.read(size);
        memory.write(at, bytes);
        total += bytes.length;
        // A line that is there must not wait for the next one.
        if (bytes.length < size) break;
      }
      memory.setU32(guestPointer(read), total);
      return ERRNO.SUCCESS;
    },

    fd_fdstat_get(fd: number, stat: number) {
      const stream = streams.get(fd);
      if (stream === undefined) return ERRNO.BADF;
      const at = guestPointer(stat);
      memory.bytes(at, FDSTAT_BYTES).fill(0);
      memory.setU8(at, CHARACTER_DEVICE);
      memory.setU64(offset(at, 8), stream instanceof InputSource ? RIGHT_READ : RIGHT_WRITE);
      return ERRNO.SUCCESS;
    },

    fd_close(fd: number) {
      const answer = ifOpen(fd);
      streams.close(fd);
      return answer;
    },

    fd_sync: ifOpen,

    fd_seek(fd: number) {
      return streams.get(fd) === undefined ? ERRNO.BADF : ERRNO.SPIPE;
    },
  };
}

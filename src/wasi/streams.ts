import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";
import { FILESTAT, FILESTAT_BYTES } from "./filestat.js";
import { InputSource } from "./input.js";
import { MAX_IO_BYTES, piecesToRead, piecesToWrite } from "./iovecs.js";
import { hasSurrogate, OutputSink } from "./output.js";

const CHARACTER_DEVICE = 2;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;
/** The C library assumes that a character device without this right is a terminal. */
const RIGHT_SEEK = 1n << 2n;

const FDSTAT_BYTES = 24;

/** WASI's functions over the three standard streams. */
export function streamFunctions(context: WasiContext) {
  const { memory, streams, onTruncated } = context;
  const ifOpen = (fd: number) => (streams.get(fd) === undefined ? ERRNO.BADF : ERRNO.SUCCESS);

  return {
    fd_write(fd: number, at: number, count: number, written: number) {
      const sink = streams.get(fd);
      if (!(sink instanceof OutputSink)) return ERRNO.BADF;
      memory.check(guestPointer(written), 4);
      const pieces = piecesToRead(context, at, count);
      if (pieces === null) return ERRNO.INVAL;
      const total = leaveOutHalfCharacter(pieces);
      if (pieces.some(hasSurrogate)) return ERRNO.ILSEQ;
      // A program that has to stop may continue for a moment; its output is dropped.
      if (!context.isStopped()) {
        streams.flush(sink);
        for (const piece of pieces) sink.write(piece);
        if (sink.isTruncated) onTruncated();
      }
      memory.setU32(guestPointer(written), total);
      return ERRNO.SUCCESS;
    },

    fd_read(fd: number, at: number, count: number, read: number) {
      const source = streams.get(fd);
      if (!(source instanceof InputSource)) return ERRNO.BADF;
      // The user must see a prompt before typing.
      streams.flush();
      memory.check(guestPointer(read), 4);
      const pieces = piecesToWrite(context, at, count);
      if (pieces === null) return ERRNO.INVAL;
      let total = 0;
      for (const piece of pieces) {
        if (piece.length === 0) continue;
        const bytes = source.read(piece.length);
        piece.set(bytes);
        total += bytes.length;
        // A line is passed on at once, without waiting for the next one.
        if (bytes.length < piece.length) break;
      }
      memory.setU32(guestPointer(read), total);
      return ERRNO.SUCCESS;
    },

    fd_fdstat_get(fd: number, stat: number) {
      const stream = streams.get(fd);
      if (stream === undefined) return ERRNO.BADF;
      const at = guestPointer(stat);
      memory.bytesToWrite(at, FDSTAT_BYTES).fill(0);
      memory.setU8(at, CHARACTER_DEVICE);
      memory.setU64(
        offset(at, 8),
        RIGHT_SEEK | (stream instanceof InputSource ? RIGHT_READ : RIGHT_WRITE),
      );
      return ERRNO.SUCCESS;
    },

    fd_filestat_get(fd: number, stat: number) {
      if (streams.get(fd) === undefined) return ERRNO.BADF;
      const at = guestPointer(stat);
      memory.bytesToWrite(at, FILESTAT_BYTES).fill(0);
      memory.setU8(offset(at, FILESTAT.type), CHARACTER_DEVICE);
      return ERRNO.SUCCESS;
    },

    fd_close(fd: number) {
      const errno = ifOpen(fd);
      streams.close(fd);
      return errno;
    },

    fd_sync(fd: number) {
      const stream = streams.get(fd);
      if (stream instanceof OutputSink && !context.isStopped()) stream.flush();
      return ifOpen(fd);
    },

    fd_seek(fd: number) {
      return streams.get(fd) === undefined ? ERRNO.BADF : ERRNO.SPIPE;
    },
  };
}

/**
 * If a long write was cut, leaves the first byte of a possible surrogate for the next call, which then
 * sees the whole character. Returns how many bytes remain.
 */
function leaveOutHalfCharacter(pieces: Uint8Array[]): number {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const last = pieces.findLastIndex(({ length }) => length > 0);
  const piece = pieces[last];
  if (total < MAX_IO_BYTES || piece?.at(-1) !== 0xed) return total;
  pieces[last] = piece.subarray(0, -1);
  return total - 1;
}

import type { Platform } from "../base/platform.js";
import { BadArchive, checkPath, refuse } from "./zip.js";

const HASH = "sha256=";
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Files of a wheel that its record need not hash: the record, and signatures of it. */
const NOT_HASHED = /^[^/]+\.dist-info\/RECORD(\.jws|\.p7s)?$/;

/** Files that an installer would put among the others. */
const INSTALLED_DATA = /^[^/]+\.data\/(?:purelib|platlib)\/(.+)$/;

/**
 * Checks the files of a wheel against its `RECORD`, and puts them where an installer would.
 *
 * @throws BadArchive
 */
export function installedWheel(
  files: ReadonlyMap<string, Uint8Array>,
  platform: Pick<Platform, "sha256">,
): Map<string, Uint8Array> {
  const infos = new Set(
    [...files.keys()].flatMap((path) => /^[^/]+\.dist-info(?=\/)/.exec(path) ?? []),
  );
  const [info] = infos;
  if (info === undefined || infos.size > 1) {
    throw new BadArchive(`it has ${infos.size} .dist-info folders; a wheel has one`);
  }
  checkVersion(files.get(`${info}/WHEEL`), `${info}/WHEEL`);
  checkRecord(files, `${info}/RECORD`, platform);
  const installed = new Map<string, Uint8Array>();
  for (const [path, content] of files) {
    const target = INSTALLED_DATA.exec(path)?.[1] ?? path;
    checkPath(target);
    if (installed.has(target)) refuse(path, `would take the place of another file, ${target}`);
    installed.set(target, content);
  }
  return installed;
}

function checkVersion(content: Uint8Array | undefined, path: string): void {
  const text = content === undefined ? "" : new TextDecoder().decode(content);
  const version = /^Wheel-Version:\s*(\d+)\.\d+\s*$/m.exec(text)?.[1];
  if (version === "1") return;
  if (content === undefined) throw new BadArchive(`it is not a wheel: it has no ${path}`);
  refuse(path, "names a version of the format that is not 1.x");
}

function checkRecord(
  files: ReadonlyMap<string, Uint8Array>,
  record: string,
  { sha256 }: Pick<Platform, "sha256">,
): void {
  const content = files.get(record);
  if (content === undefined) throw new BadArchive(`it has no ${record}`);
  if (content.length > MAX_RECORD_BYTES) refuse(record, `has more than ${MAX_RECORD_BYTES} bytes`);
  const listed = new Set<string>();
  for (const [path = "", hash = "", size = ""] of readCsv(new TextDecoder().decode(content))) {
    if (listed.has(path)) refuse(path, "is in RECORD twice");
    listed.add(path);
    const file = files.get(path);
    if (file === undefined) refuse(path, "is in RECORD, but not in the archive");
    if (NOT_HASHED.test(path) && hash === "") continue;
    if (!hash.startsWith(HASH)) {
      const found = hash === "" ? "no hash" : `the hash ${JSON.stringify(hash.slice(0, 20))}`;
      refuse(path, `has ${found} in RECORD; allowed is sha256`);
    }
    if (size !== "" && Number(size) !== file.length) {
      refuse(path, `has ${file.length} bytes, and ${JSON.stringify(size)} in RECORD`);
    }
    if (base64Url(sha256(file)) !== hash.slice(HASH.length).replace(/=+$/, "")) {
      refuse(path, "is not what RECORD has the hash of");
    }
  }
  for (const path of files.keys()) {
    if (!listed.has(path) && !NOT_HASHED.test(path)) refuse(path, "is not in RECORD");
  }
}

/** The rows of a CSV file: fields may be quoted. */
function* readCsv(text: string): Generator<string[]> {
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;
  let row: string[] = [];
  while (field.lastIndex < text.length) {
    const [found, quoted, plain = "", end] = field.exec(text) ?? [];
    if (found === undefined) throw new BadArchive("its RECORD is not CSV");
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") yield row;
    row = [];
  }
}

function base64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A server on the loopback interface. */
export interface TestServer {
  readonly port: number;
  close(): void;
}

/** Serves what a handler responds. */
export function serve(handler: RequestListener): Promise<TestServer> {
  return listen(createHttpServer(handler));
}

/** Serves over TLS, with a certificate that nothing should trust. */
export function serveSelfSigned(handler: RequestListener): Promise<TestServer> {
  return listen(createHttpsServer(selfSigned("localhost"), handler));
}

/** Serves whatever is written to a connection, HTTP or not. */
export function serveRaw(handler: (socket: Socket) => void): Promise<TestServer> {
  return listen(createServer(handler));
}

/** Serves the same bytes in response to any request, and closes the connection. */
export function serveBytes(...pieces: (string | Uint8Array)[]): Promise<TestServer> {
  return serveRaw((socket) =>
    socket.once("data", () => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    }),
  );
}

async function listen(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    // Clients that go away are what these tests are about.
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A key and a self-signed certificate. */
function selfSigned(name: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const der = certificate(name, privateKey, publicKey).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
  };
}

function certificate(name: string, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const algorithm = node(0x30, node(0x06, Buffer.from([0x2b, 0x65, 0x70])));
  const commonName = node(0x30, node(0x06, Buffer.from([0x55, 0x04, 0x03])), node(0x0c, name));
  const subject = node(0x30, node(0x31, commonName));
  const validity = node(0x30, node(0x17, "200101000000Z"), node(0x17, "490101000000Z"));
  const body = node(
    0x30,
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.from([1])),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign(null, body, privateKey)]);
  return node(0x30, body, algorithm, node(0x03, signature));
}

/** One element of DER. */
function node(tag: number, ...contents: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(contents.map((part) => Buffer.from(part as string)));
  const { length } = content;
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

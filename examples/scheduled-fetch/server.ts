// A weather service on the loopback interface; its second response is broken.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";

let answers = 0;

const server = createServer((_, response) => {
  answers++;
  if (answers === 2) {
    response.writeHead(503).end("come back later");
    return;
  }
  const stations = [
    { name: "Berlin ", f: 50 + answers, online: true },
    { name: "Cairo", f: 86 + answers, online: true },
    { name: "Oslo", f: 0, online: false },
  ];
  response.setHeader("content-type", "application/json").end(JSON.stringify({ stations }));
});

server.listen(0, "127.0.0.1", () => {
  parentPort?.postMessage((server.address() as AddressInfo).port);
});

export const MCP_USAGE = `Usage: micropython-wasm mcp [OPTION ...]

Serves Python in a sandbox over the Model Context Protocol: on standard input and output, or over HTTP.
Each session of the protocol has an interpreter of its own, and files in /workspace.

  --http PORT          serves Streamable HTTP at /mcp on this port instead
  --host NAME          the address to bind to (default: 127.0.0.1); others need a token
  --python NAME        cpython (the default) or micropython
  --isolation WHERE    thread (the default) or process
  --readonly-dir DIR   mounts a folder at /input, read-only
  --packages PATH      makes packages importable: a folder, a wheel or a zip; can be repeated
  --allow-url PATTERN  lets code fetch URLs that match, such as https://api.example.com/*; can be repeated
  --workspace BYTES    maximum size of all files in /workspace (default: 16000000)
  --memory BYTES       maximum memory of a sandbox
  --fuel UNITS         maximum fuel of a call
  --timeout SECONDS    maximum time of a call
  --max-sessions N     maximum number of sessions that keep their state (default: 100)
  --help               prints this text

If MICROPYTHON_WASM_MCP_TOKEN is set, HTTP clients must send it: Authorization: Bearer TOKEN.
`;

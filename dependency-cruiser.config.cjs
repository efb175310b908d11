/**
 * The import rule of docs/architecture.md: imports only go leftwards,
 * base → abi, files → wasi → engine → session → worker → platform → api → index → agent → adapters, cli, mcp, stores.
 */
const layers = [
  ["base"],
  ["abi", "files"],
  ["wasi"],
  ["engine"],
  ["session"],
  ["worker"],
  ["platform"],
  ["api"],
  ["index"],
  ["agent"],
  ["adapters", "cli", "mcp", "stores"],
];

const pathOf = (layer) => (layer === "index" ? "^src/index\\." : `^src/${layer}/`);

const leftwardsOnly = layers.flatMap((layer, position) =>
  layer.map((folder) => ({
    name: `${folder}-imports-only-leftwards`,
    comment: `src/${folder} may import only what stands left of it`,
    severity: "error",
    from: { path: pathOf(folder) },
    to: {
      path: layers
        .slice(position)
        .flat()
        .filter((other) => other !== folder)
        .map(pathOf),
    },
  })),
);

module.exports = {
  forbidden: [
    ...leftwardsOnly,
    {
      name: "no-cycles",
      comment: "files must not import each other in a circle",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "node-only-where-node-runs",
      comment: "everything but these folders also runs in browsers",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: ["^src/platform/node/", "^src/cli/", "^src/mcp/", "\\.test(-tools)?\\.ts$"],
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "users-import-the-package-by-name",
      comment: "commands and tools use the public API like anyone else, and pure helpers of base",
      severity: "error",
      from: {
        path: "^src/(adapters|agent|cli|mcp|stores)/",
        pathNot: "\\.test(-tools)?\\.ts$",
      },
      to: {
        path: "^src/",
        pathNot: ["^src/$1/", "^src/base/(check|host-functions|kinds|nearest)\\."],
      },
    },
    {
      name: "programs-import-the-package-by-name",
      comment: "what is not part of the package uses the public API",
      severity: "error",
      from: {
        path: "^(tests|examples|bench|playground)/",
        pathNot: "\\.test(-tools)?\\.ts$",
      },
      to: { path: "^src/(?!cli/|mcp/)" },
    },
    {
      name: "pipeline-and-library-stay-apart",
      comment: "artifact/ and src/ share only generated files",
      severity: "error",
      from: { path: "^(src|artifact)/" },
      to: { path: "^(src|artifact)/", pathNot: "^$1/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules|^dist/|^build/" },
    exclude: { path: "^(build|dist)/" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "types"],
      exportsFields: ["exports"],
    },
  },
};

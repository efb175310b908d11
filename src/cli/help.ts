export const USAGE = `Usage: micropython-wasm [OPTION ...] [FILE [ARGUMENT ...]]
       micropython-wasm [OPTION ...] -c CODE [ARGUMENT ...]
       micropython-wasm [OPTION ...] -m MODULE [ARGUMENT ...]
       micropython-wasm modules
       micropython-wasm mcp [--help] [OPTION ...]
       micropython-wasm image build [OPTION ...] [--setup FILE] --output FILE
       micropython-wasm image inspect FILE
       micropython-wasm packages check [--python NAME] PATH ...
       micropython-wasm build [--help] [OPTION ...]

Runs Python in a sandbox without network, environment variables or files, except those you mount.

  FILE                the program; - reads it from standard input
  -c CODE             the program as text
  -m MODULE           a module in a mount, or a built-in one
                      with none of these: a prompt (REPL) on a terminal, else standard input
  ARGUMENT            passed to the program in sys.argv
  modules             lists the modules that a program can import
  mcp                 serves Python over the Model Context Protocol
  image build         runs a setup, and saves the state that --image starts from
  image inspect       tells what an image holds
  packages check      tells which modules of packages can be imported, and why others cannot; in
                      CPython, unless --python says otherwise
  build               builds the artifact from source; needs a clone of the repository

  --python NAME       micropython (small and fast to start, the default) or cpython (the full
                      language)
  --image FILE        starts from an image, instead of a Python that has run nothing
  -i                  starts the prompt even if the input is not a terminal
  --readonly-dir DIR  mounts a folder at /input, read-only
  --mount HOST:GUEST  mounts the folder HOST at the path GUEST, read-only, or with write access as
                      HOST:GUEST:rw; can be repeated
  --packages PATH     makes packages importable: a folder, as pip install --target leaves it, a wheel
                      or a zip; can be repeated
  --memory BYTES      maximum memory of the sandbox (default: 16MiB; 64MiB for cpython)
  --fuel UNITS        maximum fuel, about one unit per bytecode instruction (default: 20M)
  --timeout TIME      maximum run time, such as 2, 2s or 500ms (default: 1s), without the time
                      spent waiting for input or for the reader of the output
  --max-output BYTES  maximum output to each of stdout and stderr (default: 1M)
  --stats             prints the fuel, time and memory used to stderr
  --json              prints one JSON object to stdout, with the output and the error
  --no-history        does not save the history of the prompt
  --version           prints the versions of this package and MicroPython, and the artifact's hash
  --help              prints this text

Numbers can end in k, M or G (powers of 1000), or in KiB, MiB or GiB (powers of 1024). Each limit can
be none.

Examples:
  micropython-wasm -c "print(2 ** 64)"
  micropython-wasm --fuel 100M --timeout 10s report.py 2026
  echo "print(2 ** 64)" | micropython-wasm -
  micropython-wasm --python cpython -c "import decimal; print(decimal.Decimal(1) / 3)"
  micropython-wasm --mount data:/data --mount out:/out:rw convert.py
  micropython-wasm --python cpython --packages site-packages --fuel 1G report.py
  micropython-wasm --readonly-dir src -m package.tool --verbose
  micropython-wasm --json -c "1 / 0"
  micropython-wasm image build --python cpython --setup setup.py --output app.image
  micropython-wasm --image app.image -c "print(report(2026))"

Exit codes: 1 uncaught exception, 2 usage error, 3 out of fuel, 4 timeout, 5 too much output, 6 out of
memory, 130 interrupted; otherwise the program's own.
`;

export const USAGE = `Usage: micropython-wasm [OPTION ...] [FILE [ARGUMENT ...]]
       micropython-wasm [OPTION ...] -c CODE [ARGUMENT ...]
       micropython-wasm [OPTION ...] -m MODULE [ARGUMENT ...]
       micropython-wasm modules
       micropython-wasm build [--help] [OPTION ...]

Runs Python in a sandbox that sees no network, no environment, and no file but those you mount.

  FILE                the file that holds the program; - is standard input
  -c CODE             the program itself
  -m MODULE           a module of a mount; without a mount, only what the artifact has
                      without any of these: a prompt (REPL) on a terminal, else standard input
  ARGUMENT            goes to the program, in sys.argv
  modules             lists the modules that a program can import
  build               builds the artifact from source, in a clone of the repository

  --python NAME       micropython, the small one, or cpython, the whole language (default:
                      micropython)
  -i                  the prompt, also where the input is no terminal
  --readonly-dir DIR  a folder that the program finds at /input, and can only read
  --mount HOST:GUEST  a folder that it finds at GUEST, which begins with /, and can only read;
                      with :rw behind it, it can write too; may be given more than once
  --memory BYTES      most memory of the sandbox, or none (default: 16MiB; 64MiB for cpython)
  --fuel UNITS        most fuel the program may use, about one unit for each bytecode
                      instruction, or none (default: 20M)
  --timeout TIME      how long the program may run, as in 2, 2s or 500ms, or none (default: 1s);
                      waiting for input, or for who reads the output, does not count
  --max-output BYTES  most output to each of stdout and stderr, or none (default: 1M)
  --stats             fuel, time and memory that were used, on stderr
  --json              one JSON object on stdout, with the output and the error in it
  --no-history        the prompt does not keep what is typed
  --version           the versions of this package and MicroPython, and the artifact's hash
  --help              this text

Numbers may end in k, M or G (thousands), or in KiB, MiB or GiB (1024s).

Examples:
  micropython-wasm -c "print(2 ** 64)"
  micropython-wasm --fuel 100M --timeout 10s report.py 2026
  echo "print(2 ** 64)" | micropython-wasm -
  micropython-wasm --python cpython -c "import decimal; print(decimal.Decimal(1) / 3)"
  micropython-wasm --mount data:/data --mount out:/out:rw convert.py
  micropython-wasm --readonly-dir src -m package.tool --verbose
  micropython-wasm --json -c "1 / 0"

Exit codes: 1 an uncaught exception, 2 wrong usage, 3 no fuel left, 4 out of time, 5 too much
output, 6 no memory left, 130 interrupted; else the program's own.
`;

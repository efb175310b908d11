/** Why modules are not there, and what to do instead. */
interface Absence {
  readonly modules: readonly string[];
  /** Continues a sentence that begins with the module's name. */
  readonly why: string;
  readonly remedy: string;
}

const words = (text: string) => text.trim().split(/\s+/);

/** Modules that programs often import and that a sandbox cannot have, or does not have by itself. */
export const ABSENT_MODULES: Readonly<Record<string, Absence>> = {
  native: {
    modules: words(`
      numpy pandas scipy sklearn matplotlib seaborn torch torchvision tensorflow keras jax polars pyarrow cv2 PIL
      lxml cryptography nacl bcrypt pydantic_core orjson msgspec psycopg2 psycopg asyncpg MySQLdb grpc numba
      cython Cython cffi _cffi_backend zmq h5py tables shapely pyproj rasterio fiona skimage xgboost lightgbm
      tokenizers tiktoken sentencepiece duckdb uvloop greenlet gevent psutil rpds statsmodels pygame
    `),
    why: "is native code, which this sandbox does not have",
    remedy: "",
  },
  network: {
    modules: words(`
      requests httpx aiohttp urllib3 httplib2 websockets websocket boto3 botocore openai anthropic paramiko
      pymongo redis kafka pika selenium playwright scrapy
    `),
    why: "is not there, and this sandbox has no network",
    remedy: "; the host can offer functions such as http_get",
  },
  processes: {
    modules: words("_posixsubprocess _multiprocessing _posixshmem _winapi _interpreters"),
    why: "is not there: this sandbox runs no other processes",
    remedy: "",
  },
  tls: {
    modules: words("_ssl"),
    why: "is not there: this sandbox has no network",
    remedy: "; the host can offer functions such as http_get",
  },
  screen: {
    modules: words("tkinter _tkinter turtle curses _curses idlelib readline turtledemo"),
    why: "is not there: this sandbox has no screen and no terminal",
    remedy: "",
  },
  installers: {
    modules: words("pip ensurepip venv setuptools _distutils_hack"),
    why: "is not there: nothing can be installed from inside the sandbox",
    remedy: "; the host adds packages with the option packages",
  },
  system: {
    modules: words("resource syslog nis crypt spwd ossaudiodev msvcrt winreg winsound nt _scproxy"),
    why: "is not there: it is about an operating system, and this sandbox is none",
    remedy: "",
  },
};

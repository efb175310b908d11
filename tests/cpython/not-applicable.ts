/** Tests that do not apply to the sandbox, and why. */
interface Entry {
  /** Matches the names of the tests, such as `test_os.FileTests.test_access`. */
  readonly tests: RegExp;
  /** What the tests need and the sandbox does not have. */
  readonly reason: string;
  /** Whether it is something that a program might notice, which other machines have. */
  readonly isDifference?: true;
}

/**
 * Everything in the modules that is left out. A test is listed because of what it needs, never because it
 * fails for an unknown reason.
 */
const NOT_APPLICABLE: readonly Entry[] = [
  // Abilities that the sandbox does not have.
  {
    tests: anyOf(
      /^test_asyncio\.test_base_events\.BaseEventLoopTests\.test_(asyncgen_finalization_by_gc_in_other_thread|check_thread|(set|shutdown)_default_executor(_timeout)?)$/,
      /^test_asyncio\.test_futures\..*\.test_wrap_future/,
      /^test_asyncio\.test_tasks\.RunCoroutineThreadsafeTests\./,
      /^test_asyncio\.test_streams\.StreamTests\.test_drain_raises$/,
      /^test_asyncio\.test_selector_events\.BaseSelectorEventLoopTests\.test_sock_connect_resolve_/,
    ),
    reason: "starts a thread",
  },
  {
    tests: /^test_sys\.SysModuleTest\.test_thread_info$/,
    reason: "expects another library for threads, which CPython's own build for WASI uses",
  },
  {
    tests: anyOf(
      /^test_asyncio\.test_base_events\.BaseEventLoopWithSelectorTests\.test_(accept_connection_|create_(connection_(bluetooth|ip_addr|no_inet_pton|service_name|ssl_server_hostname_\w+|wrong_sock)|datagram_endpoint_(allow_broadcast|ip_addr|sock|sockopts|wrong_sock)|server_(soreuseport_only_defined|wrong_sock))$|getnameinfo)/,
      /^test_asyncio\.test_base_events\.(BaseLoopSockSendfileTests|TestSelectorUtils)\./,
      /^test_asyncio\.test_streams\.StreamTests\.test_(async_writer_api|eof_feed_when_closing_writer|loop_is_closed_resource_warnings|open_connection|read_all_from_pipe_reader|start_server|unclosed_|unhandled_|wait_closed_)/,
      /^test_stat\..*\.test_socket$/,
      /^test_urllib\.(Utility_Tests\.test_thishost|urlopen_HttpTests\.(test_file_notexists|test_ftp_\w+))$/,
    ),
    reason: "uses the network",
  },
  {
    tests: /^test_(gc|types)\..*\.test_(get_referents_on_capsule|capsule_type)$/,
    reason: "takes a capsule from the module of sockets in C",
  },
  {
    tests: anyOf(/^test_bytes\..*\.test_from_format$/, /^test_frame\.TestFrameCApi\.test_basic$/),
    reason: "calls CPython's C functions through ctypes",
  },
  {
    tests: /^test_sys_settrace\.TraceOpcodesTestCase\.test_trace_opcodes_after_settrace$/,
    reason: "starts a process",
  },
  {
    tests: /^test_str\.StrTest\.test_raiseMemError$/,
    reason: "expects hashes to be as wide as pointers",
    isDifference: true,
  },
  {
    tests: /^test_inspect\.test_inspect\.TestSignatureDefinitions\.test_os_module_has_signatures$/,
    reason: "expects a function of C that is one of Python",
    isDifference: true,
  },
  {
    tests: /^test_io\..*SignalsTest\.test_reentrant_write_/,
    reason: "opens a pipe",
  },
  {
    tests: anyOf(
      /^test_import\.(ImportTests\.test_(create_dynamic_null|\w+_so_path)|SubinterpImportTests\.)/,
      /^setUpClass \(test_import\.SinglephaseInitTests\)|^test_import\.SinglephaseInitTests\./,
    ),
    reason: "loads a module of C from a shared library",
  },
  {
    tests: /^test_time\.TimeTestCase\.test_(get_clock_info|thread_time)$/,
    reason: "asks about the clock of a thread, which is the program's",
  },
  {
    tests: /^test_tracemalloc\.TestTracemallocEnabled\.test_snapshot$/,
    reason: "expects a test to be called through more functions than here",
  },
  {
    tests: /^test_os\.BlockingTests\.test_blocking$/,
    reason: "makes reads that do not block; files never block",
    isDifference: true,
  },
  {
    tests: anyOf(
      /^test_mailbox\..*\.test_permissions_after_flush$/,
      /^test_pathlib\..*\.test_mkdir_parents$/,
    ),
    reason: "changes permissions, of which files have none",
    isDifference: true,
  },
  {
    tests: /^test_fileio\..*\.testOpenDirFD$/,
    reason: "opens a folder as if it were a file",
    isDifference: true,
  },
  {
    tests: /^test_io\..*\.test_large_file_ops$/,
    reason: "makes a file of 2 GiB",
  },
  {
    tests: anyOf(
      /^test_io\.(C|Py)IOTest\.test_(buffered_file_io|buffered_readinto_mixin|raw_bytes_io|raw_file_io)$/,
      /^test_io\.(C|Py)BufferedRWPairTest\.test_readinto$/,
      /^test_genericalias\.BaseTest\.test_(subscriptable|weakref)$/,
      /^test_memoryview\.OtherTest\.test_ctypes_cast$/,
    ),
    reason: "makes a structure of C, which needs raw memory",
  },
  {
    tests: anyOf(
      /^test_mailbox\.TestMaildir\.test_clean$/,
      /^test_os\.UtimeTests\.test_utime(|_by_indexed|_by_times|_dir_fd|_directory|_fd|_nofollow_symlinks)$/,
    ),
    reason: "sets the time when a file was last read, which files do not have",
    isDifference: true,
  },
  {
    tests: /^test_pathlib\..*\.test_hardlink_to$/,
    reason: "makes links, which files cannot have",
    isDifference: true,
  },
  {
    tests: anyOf(/^test_pathlib\..*\.test_is_char_device_true$/, /^test_stat\..*\.test_devices$/),
    reason: "expects the null device not to be a plain file",
    isDifference: true,
  },

  // CPython's C code.
  {
    tests:
      /^test_frozen\.TestFrozen\.test_unfrozen_submodule_in_frozen_package$|^test_marshal\.CodeTestCase\.test_many_codeobjects$|^test_monitoring\.TestCApiEventGeneration\.|^test_monitoring\.TestTier2Optimizer\.|^test_sys_settrace\.TestExtendedArgs\.test_trace_lots_of_globals$/,
    reason: "uses a module that exists only to test CPython's C code",
  },

  // Lib is compiled, and has no source.
  {
    tests: anyOf(
      /^test_contextlib(_async)?\..*\.test_exit_exception_traceback$/,
      /^test_doctest\.test_doctest\.test_(DocFileSuite_errors|DocTestSuite_errors|debug|testfile_errors|testmod_errors|unicode)$/,
      /^test_importlib\.resources\.test_files\.ImplicitContextFiles\w+\.test_implicit_files_/,
      /^test_inspect\.test_inspect\.(TestBuggyCases\.test_findsource_without_filename|TestGetsourceStdlib\.)/,
      /^test_linecache\.LineCacheTests\.test_(clearcache|getline|memoryerror)$/,
      /^test_module\.ModuleTests\.test_module_repr_source$/,
      /^test_pyclbr\.PyclbrTest\.test_(easy|others)$/,
      /^test_pydoc\.test_pydoc\.PydocDocTest\.test_mixed_case_module_names_are_lower_cased$/,
      /^test_import\.(ImportlibBootstrapTests\.test_frozen_|ImportTests\.test_from_import_missing_attr_has_name_and_path$)/,
      /^test_pdb\.test_pdb_(breakpoints_preserved_across_interactive_sessions|return_to_different_file)$/,
      /^test_trace\.TestCoverageCommandLineOutput\./,
      /^test_unittest\.test_result\.Test_TestResult\.test_addFailure_filter_traceback_frames/,
      /^test_argparse\.TestEncoding\.test_argparse_module_encoding$/,
    ),
    reason: "reads the source of Lib, which is there only as bytecode",
    isDifference: true,
  },

  // Bugs in the tests.
  {
    tests:
      /^test_inspect\.test_inspect\.TestSignatureDefinitions\.test_threading_module_has_signatures$/,
    reason: "expects a signature that CPython's own C code states wrongly",
  },
];

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join("|"));
}

/** Returns whether a reason is a difference that programs might notice. */
export function isDifference(reason: string): boolean {
  return NOT_APPLICABLE.some((entry) => entry.reason === reason && entry.isDifference);
}

/** Returns why a test does not apply, or `null` if it does. */
export function reasonNotToRun(test: string): string | null {
  return NOT_APPLICABLE.find(({ tests }) => tests.test(test))?.reason ?? null;
}

/** Tests that do not apply to the sandbox, and why. */
interface Entry {
  /** Matches the names of the tests, such as `test_os.FileTests.test_access`. */
  readonly tests: RegExp;
  /** What the tests need and the sandbox does not have. */
  readonly reason: string;
}

/**
 * Everything in the modules that is left out. A test is listed because of what it needs, never because it
 * fails for an unknown reason.
 */
const NOT_APPLICABLE: readonly Entry[] = [
  // Abilities that the sandbox does not have.
  {
    tests: anyOf(
      /^test_asyncio\.test_eager_task_factory\..*\.test_issue105987$/,
      /^test_asyncio\.test_(base_events|tasks)\..*\.test_env_var_debug$/,
      /^test_(argparse|mailbox)\..*_(subprocess|module_encoding)$/,
      /^test_bytes\..*\.test_check_encoding_errors$/,
      /^test_class\.TestInlineValues\.test_detach_materialized_dict_no_memory$/,
      /^test_monitoring\.TestMonitoringAtShutdown\./,
      /^test_sys_settrace\.TraceOpcodesTestCase\.test_trace_opcodes_after_settrace$/,
      /^test_types\.TypesTests\.test_call_unbound_crash$/,
    ),
    reason: "starts a process",
  },
  {
    tests: anyOf(
      /^test_asyncio\.test_base_events\.BaseEventLoopTests\.test_(asyncgen_finalization_by_gc_in_other_thread|check_thread|(set|shutdown)_default_executor(_timeout)?)$/,
      /^test_asyncio\.test_futures\..*\.test_wrap_future/,
      /^test_asyncio\.test_tasks\.RunCoroutineThreadsafeTests\./,
      /^test_asyncio\.test_streams\.StreamTests\.test_drain_raises$/,
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
    tests: /^test_os\.BlockingTests\.test_blocking$/,
    reason: "makes reads that do not block; files never block",
  },
  {
    tests:
      /^test_tempfile\.TestMkstempInner\.test_(basic_many|basic_with_bytes_names|choose_directory)$/,
    reason: "keeps more files open than a program may",
  },
  {
    tests: anyOf(
      /^test_mailbox\..*\.test_permissions_after_flush$/,
      /^test_pathlib\..*\.test_mkdir_parents$/,
    ),
    reason: "changes permissions, of which files have none",
  },
  {
    tests: /^test_fileio\..*\.testOpenDirFD$/,
    reason: "opens a folder as if it were a file",
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
  },
  {
    tests: /^test_mailbox\.TestMaildir\.test_reread$/,
    reason: "expects the time of a folder to change with its entries",
  },
  {
    tests: /^test_pathlib\..*\.test_hardlink_to$/,
    reason: "makes links, which files cannot have",
  },
  {
    tests: anyOf(/^test_pathlib\..*\.test_is_char_device_true$/, /^test_stat\..*\.test_devices$/),
    reason: "expects the null device not to be a plain file",
  },

  // CPython's C code.
  {
    tests:
      /^test_monitoring\.TestCApiEventGeneration\.|^test_monitoring\.TestTier2Optimizer\.|^test_sys_settrace\.TestExtendedArgs\.test_trace_lots_of_globals$/,
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
      /^test_trace\.TestCoverageCommandLineOutput\./,
      /^test_unittest\.test_result\.Test_TestResult\.test_addFailure_filter_traceback_frames/,
      /^test_argparse\.TestEncoding\.test_argparse_module_encoding$/,
    ),
    reason: "reads the source of Lib, which is there only as bytecode",
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

/** Returns why a test does not apply, or `null` if it does. */
export function reasonNotToRun(test: string): string | null {
  return NOT_APPLICABLE.find(({ tests }) => tests.test(test))?.reason ?? null;
}

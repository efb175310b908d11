/**
 * A host function's result that becomes an instance of a Python class, one of
 * port/common/python/host_objects.py.
 */
export class PythonObject {
  /** The name of the class. */
  readonly pythonClass: string;
  /** The arguments of its constructor. */
  readonly args: readonly unknown[];

  constructor(pythonClass: string, args: readonly unknown[]) {
    this.pythonClass = pythonClass;
    this.args = args;
  }
}

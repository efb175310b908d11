/**
 * A result of a host function that Python gets as an object of a class: one of port/common/python/host_objects.py.
 */
export class PythonObject {
  /** Name of the class. */
  readonly pythonClass: string;
  /** What its constructor gets. */
  readonly args: readonly unknown[];

  constructor(pythonClass: string, args: readonly unknown[]) {
    this.pythonClass = pythonClass;
    this.args = args;
  }
}

/**
 * Creates a session of the same class around another interpreter. It runs only the constructor of `Base`:
 * those of subclasses take options, but here the interpreter already exists.
 */
export function sameClass<Session extends object, Interpreter>(
  session: Session,
  Base: new (interpreter: Interpreter) => object,
  interpreter: Interpreter,
): Session {
  return Reflect.construct(Base, [interpreter], session.constructor);
}

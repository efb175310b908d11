import type { Resident } from "./resident.js";

/**
 * Creates a session of the same class around another interpreter. It runs only the constructor of `Base`:
 * those of subclasses take options, but here the interpreter already exists.
 */
export function sameClass<Session extends object>(
  session: Session,
  Base: new (resident: Resident) => object,
  resident: Resident,
): Session {
  return Reflect.construct(Base, [resident], session.constructor);
}

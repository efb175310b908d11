import type { Resident } from "./resident.js";

/**
 * A session of the same class around another interpreter. It runs the constructor of `Base` only:
 * those of subclasses take options, and here is an interpreter already.
 */
export function sameClass<Session extends object>(
  session: Session,
  Base: new (resident: Resident) => object,
  resident: Resident,
): Session {
  return Reflect.construct(Base, [resident], session.constructor);
}

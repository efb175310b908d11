// A TypeDoc plugin that requires an @example for every public class and function.

import { Application, ReflectionKind } from "typedoc";

/** @param {Application} app */
export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Class)) {
      requireExample(reflection, reflection.comment);
    }
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Function)) {
      for (const { comment } of reflection.signatures) requireExample(reflection, comment);
    }
  });

  function requireExample(reflection, comment) {
    if (comment?.getTag("@example") !== undefined) return;
    app.logger.validationWarning(`${reflection.getFullName()} has no @example`);
  }
}

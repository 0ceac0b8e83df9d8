import type { Reason } from '@hegu/contract/errors.ts';
import { ApiProblem } from '../../../lib/problem.ts';

/** The refusals that belong to fields of a form, by field, and the rest for the whole of it. */
export interface Placed {
  readonly at: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly Reason[];
}

/**
 * @param fieldOf the field of the form that a reason is about; null: of the whole form
 */
export function placeReasons(error: unknown, fieldOf: (reason: Reason) => string | null): Placed {
  const at = new Map<string, string[]>();
  const rest: Reason[] = [];
  if (!(error instanceof ApiProblem)) return { at, rest };
  for (const reason of error.reasons) {
    const field = fieldOf(reason);
    if (field === null) {
      rest.push(reason);
      continue;
    }
    at.set(field, [...(at.get(field) ?? []), reason.message ?? reason.code]);
  }
  return { at, rest };
}

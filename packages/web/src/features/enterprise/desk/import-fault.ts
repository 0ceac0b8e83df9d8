import { enterpriseErrors } from '@hegu/contract/enterprise/errors.ts';
import { type ErrorDef, type Locale, renderMessage } from '@hegu/contract/errors.ts';
import { instrumentErrors } from '@hegu/contract/labs/instruments.ts';
import { ApiProblem } from '../../../lib/problem.ts';

const defs: Readonly<Record<string, ErrorDef>> = { ...instrumentErrors, ...enterpriseErrors };

/** A job keeps the code of a refusal; here it gets the sentence that an answer would have had. */
export function importFault(
  error: { readonly code: string; readonly data: Readonly<Record<string, unknown>> },
  locale: Locale,
  otherwise: string,
): ApiProblem {
  const def = Object.hasOwn(defs, error.code) ? defs[error.code] : undefined;
  const message = def ? renderMessage(def[locale], error.data, locale) : otherwise;
  return new ApiProblem({
    type: 'about:blank',
    title: message,
    status: def?.status ?? 422,
    code: error.code,
    detail: message,
    reasons: [{ code: error.code, overridable: false, data: error.data, message }],
  });
}

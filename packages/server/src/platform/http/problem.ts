import { allErrors } from '@hegu/contract/all-errors.ts';
import {
  type ErrorDef,
  type ErrorStatus,
  type Locale,
  type Problem,
  renderMessage,
} from '@hegu/contract/errors.ts';
import { DomainError } from '../errors.ts';

const defs: Readonly<Record<string, ErrorDef>> = allErrors;

/** SQLSTATE → refusal, for what only the database can know. A constraint that means more is translated in its store. */
function fromSqlState(error: { code?: string; constraint?: string }): DomainError | null {
  switch (error.code) {
    case '23505':
      return new DomainError('request.conflict', { constraint: error.constraint });
    case '23P01':
      return new DomainError('reservation.overlap', {});
    case '23503':
      return new DomainError('request.reference', { constraint: error.constraint });
    case '22P05':
    case '22021':
      return new DomainError('text.malformed', { path: 'body' });
    default:
      return null;
  }
}

export function asDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error !== null && typeof error === 'object' && 'code' in error) {
    return fromSqlState(error as { code?: string; constraint?: string });
  }
  return null;
}

/** Priority of statuses when several reasons are returned at once: the most fundamental wins. */
const weight: Record<ErrorStatus, number> = {
  503: 10,
  401: 9,
  403: 8,
  404: 7,
  405: 7,
  400: 6,
  413: 5,
  415: 5,
  412: 4,
  428: 4,
  429: 3,
  409: 2,
  422: 1,
};

/** problem+json (RFC 9457) with every reason, in the reader's language. */
export function toProblem(error: DomainError, locale: Locale, zone: string, requestId: string): Problem {
  const reasons = error.reasons.map((reason) => {
    const def = defs[reason.code];
    return {
      ...reason,
      message: reason.message ?? (def ? renderMessage(def[locale], reason.data, locale, zone) : reason.code),
    };
  });
  const statuses = error.reasons.map((r) => defs[r.code]?.status ?? 422);
  const status = statuses.reduce((a, b) => (weight[b] > weight[a] ? b : a), statuses[0] ?? 422);
  const code = error.reasons.find((r) => (defs[r.code]?.status ?? 422) === status)?.code ?? error.code;
  const title = reasons.find((r) => r.code === code)?.message ?? code;
  return {
    ...error.extra,
    type: `urn:hegu:error:${code}`,
    title,
    status,
    code,
    detail: reasons.map((r) => r.message).join(locale === 'zh' ? '；' : '; '),
    reasons,
    requestId,
  };
}

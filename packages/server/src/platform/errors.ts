import type { ErrorData, Reason } from '@hegu/contract/errors.ts';

/** A refusal the caller can understand: code(s) with data. Status and words come from the contract's error table. */
export class DomainError extends Error {
  readonly reasons: readonly Reason[];
  readonly code: string;
  /** Extension members of the problem (RFC 9457 §3.2), e.g. the nearest alternatives. */
  readonly extra: ErrorData;
  constructor(code: string, data: ErrorData = {}, reasons?: readonly Reason[], extra: ErrorData = {}) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.extra = extra;
    this.reasons = reasons ?? [{ code, overridable: false, data }];
  }

  /** Several reasons at once; the first gives the code of the whole. */
  static all(reasons: readonly Reason[], extra: ErrorData = {}): DomainError {
    const first = reasons[0];
    if (!first) throw new TypeError('no reasons');
    return new DomainError(first.code, first.data, reasons, extra);
  }
}

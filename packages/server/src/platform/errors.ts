import type { ErrorData, Reason } from '@hegu/contract/errors.ts';

/** A refusal the caller can understand: code(s) with data. Status and words come from the contract's error table. */
export class DomainError extends Error {
  readonly reasons: readonly Reason[];
  readonly code: string;
  constructor(code: string, data: ErrorData = {}, reasons?: readonly Reason[]) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.reasons = reasons ?? [{ code, overridable: false, data }];
  }

  /** Several reasons at once; the first gives the code of the whole. */
  static all(reasons: readonly Reason[]): DomainError {
    const first = reasons[0];
    if (!first) throw new TypeError('no reasons');
    return new DomainError(first.code, first.data, reasons);
  }
}

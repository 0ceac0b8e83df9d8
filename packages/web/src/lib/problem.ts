import type { Problem, Reason } from '@hegu/contract/errors.ts';

/** A refusal by the server (RFC 9457), with every reason it gave. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly reasons: readonly Reason[];
  readonly requestId: string | undefined;
  /** Extension members (RFC 9457 §3.2), e.g. the nearest `alternatives`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(problem: Problem, extra: Readonly<Record<string, unknown>> = {}) {
    super(problem.detail || problem.title);
    this.extra = extra;
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail || problem.title;
    this.reasons = problem.reasons;
    this.requestId = problem.requestId;
  }

  has(code: string): boolean {
    return this.code === code || this.reasons.some((reason) => reason.code === code);
  }

  /** The address of the page is no address of a record: a link that was cut off. */
  get misnamed(): boolean {
    const inPath = ({ code, data }: Reason) =>
      code === 'request.invalid' && typeof data.path === 'string' && data.path.startsWith('params.');
    return this.status === 400 && this.reasons.length > 0 && this.reasons.every(inPath);
  }

  get missing(): boolean {
    return this.status === 404 || this.misnamed;
  }

  /** True when a manager could send the same again with `override` and have it accepted. */
  get overridable(): boolean {
    return this.reasons.length > 0 && this.reasons.every((reason) => reason.overridable);
  }
}

/** What went wrong before or after the server could say it: no network, a proxy's page, an answer off the contract. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: 'network' | 'server' | 'contract';
  readonly status: number;
  constructor(kind: 'network' | 'server' | 'contract', status: number, cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
    this.status = status;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asText = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function asReason(value: unknown): Reason | null {
  if (!isRecord(value) || typeof value.code !== 'string') return null;
  return {
    code: value.code,
    overridable: value.overridable === true,
    data: isRecord(value.data) ? value.data : {},
    ...(typeof value.message === 'string' ? { message: value.message } : {}),
  };
}

/**
 * Reads a failed answer. better-auth answers `{code, message}`; it becomes a problem with `auth.<code>` in lower case.
 * Anything that is neither (a gateway's HTML page) is a TransportError.
 */
export function toProblem(status: number, body: unknown): ApiProblem | TransportError {
  if (!isRecord(body) || typeof body.code !== 'string') return new TransportError('server', status);
  if (Array.isArray(body.reasons)) {
    return new ApiProblem(
      {
        type: asText(body.type, 'about:blank'),
        title: asText(body.title, body.code),
        status,
        code: body.code,
        detail: asText(body.detail, ''),
        reasons: body.reasons.map(asReason).filter((reason) => reason !== null),
        ...(typeof body.requestId === 'string' ? { requestId: body.requestId } : {}),
      },
      body,
    );
  }
  const message = asText(body.message, body.code);
  const code = `auth.${body.code.toLowerCase()}`;
  return new ApiProblem({
    type: 'about:blank',
    title: message,
    status,
    code,
    detail: message,
    // What it says besides fills the sentence, such as how long to wait
    reasons: [{ code, overridable: false, data: body, message }],
  });
}

import type { RouteBody, RouteOk, RouteParams, RouteQuery, RouteSpec } from '@hegu/contract/route.ts';
import type { Command, Query } from '../command.ts';

export interface RequestInfo {
  readonly requestId: string;
  readonly ip: string;
  /** Version the caller last saw, from `If-Match`. */
  readonly ifMatch?: number;
  readonly userAgent: string;
  /** The request body as bytes, for routes that take an upload. */
  readonly bytes?: Uint8Array;
  readonly contentType: string;
  readonly fileName?: string;
  readonly sessionId?: string;
}

export interface Input<S extends RouteSpec> {
  readonly params: RouteParams<S>;
  readonly query: RouteQuery<S>;
  readonly body: RouteBody<S>;
  readonly request: RequestInfo;
}

/** A file or text to send instead of JSON. */
export class Download {
  readonly bytes: Uint8Array | ReadableStream<Uint8Array>;
  readonly mediaType: string;
  readonly fileName: string | null;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    bytes: Uint8Array | ReadableStream<Uint8Array> | string,
    mediaType: string,
    fileName: string | null = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.bytes = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    this.mediaType = mediaType;
    this.fileName = fileName;
    this.headers = headers;
  }
}

type Answer<S extends RouteSpec> = S['media'] extends string | readonly string[] ? Download : RouteOk<S>;

/** What may be asked before it is known who asks: reads that any command of this route needs, whoever it is for. */
export type Ahead = Pick<Query, 'tx' | 'scope' | 'now'>;

export interface Bound {
  readonly route: RouteSpec;
  readonly kind: 'read' | 'write';
  readonly run: (cx: Command, input: Input<RouteSpec>, ahead?: Promise<unknown>) => Promise<unknown>;
  readonly ahead?: (q: Ahead, input: Input<RouteSpec>) => Promise<unknown>;
  readonly together?: (input: Input<RouteSpec>) => readonly string[];
}

/** Binds a route that only reads: it runs in a read-only transaction. */
export function read<S extends RouteSpec>(
  route: S,
  run: (q: Query, input: Input<S>) => Promise<Answer<S>>,
): Bound {
  return { route, kind: 'read', run: run as unknown as Bound['run'] };
}

/** Binds a command: one transaction that commits with its audit entry, its idempotency record and its jobs, or not at all. */
export function write<S extends RouteSpec>(
  route: S,
  run: (cx: Command, input: Input<S>) => Promise<Answer<S>>,
): Bound {
  return { route, kind: 'write', run: run as unknown as Bound['run'] };
}

/**
 * A command that many give at the same time. It may share a transaction with others (`Db.together`); `keys` names what only one
 * of them can have. What it reads `ahead` travels with the question who asks, instead of after it: it must only read, and
 * what it found is handed over as a promise, and dropped when the gate refuses.
 */
export function writeTogether<S extends RouteSpec, A>(
  route: S,
  keys: (input: Input<S>) => readonly string[],
  ahead: (q: Ahead, input: Input<S>) => Promise<A>,
  run: (cx: Command, input: Input<S>, ahead: Promise<A>) => Promise<Answer<S>>,
): Bound {
  return {
    route,
    kind: 'write',
    run: run as unknown as Bound['run'],
    ahead: ahead as unknown as NonNullable<Bound['ahead']>,
    together: keys as unknown as NonNullable<Bound['together']>,
  };
}

import type { z } from 'zod';

/**
 * The contract layer: a route is data. The server mounts it, the web calls it, OpenAPI describes it and the tests
 * fuzz it, all from the same object.
 */
export interface RouteSpec {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Below `/api/v1`, with `{param}` places. */
  readonly path: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly tag: string;
  /** Who may call it: `public`, `self` (anyone signed in, about themselves) or an action of an access table. */
  readonly action: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The answer; `z.void()` answers 204. */
  readonly ok: z.ZodType;
  readonly okStatus?: 200 | 201 | 202 | 204;
  readonly errors: readonly string[];
  /**
   * A command that people without an account may give too. Its action has a cell `visitor` in the access table, and its service counts and
   * limits what comes from nobody in particular.
   */
  readonly visitors?: true;
  /** POST that creates: accepts `Idempotency-Key`. Default true for POST. */
  readonly idempotent?: boolean;
  /** The answer has a `version` sent as ETag; on PATCH/PUT an `If-Match` with it is honoured. */
  readonly etag?: boolean;
  /** Answer is a file or a stream with one of these media types instead of JSON; a file as it was uploaded may have any. */
  readonly media?: string | readonly string[];
  /** Body is multipart/form-data or raw bytes, parsed by the handler; at most this many bytes. */
  readonly upload?: number;
}

export type Route<S extends RouteSpec = RouteSpec> = S;

export function route<const S extends RouteSpec>(spec: S): S {
  return spec;
}

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;
type In<T> = T extends z.ZodType ? z.input<T> : undefined;

export type RouteParams<S extends RouteSpec> = Out<S['params']>;
export type RouteQuery<S extends RouteSpec> = Out<S['query']>;
export type RouteBody<S extends RouteSpec> = Out<S['body']>;
export type RouteOk<S extends RouteSpec> = z.input<S['ok']>;
export type RouteOkOut<S extends RouteSpec> = z.output<S['ok']>;
export type RouteQueryIn<S extends RouteSpec> = In<S['query']>;
export type RouteBodyIn<S extends RouteSpec> = In<S['body']>;
export type RouteParamsIn<S extends RouteSpec> = In<S['params']>;

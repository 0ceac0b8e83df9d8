import {
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { afterAll, expect, test } from 'vitest';

import { endSpan, traced } from './trace.ts';

/** A recorder in place of an SDK: what a deployment's own would be told. */
const told: { name: string; options: SpanOptions; attributes: Record<string, unknown>; ended: boolean }[] =
  [];
const provider: TracerProvider = {
  getTracer: (): Tracer => {
    const start = (name: string, options: SpanOptions): Span => {
      const entry = { name, options, attributes: {} as Record<string, unknown>, ended: false };
      told.push(entry);
      const span = {
        setAttribute: (key: string, value: unknown) => {
          entry.attributes[key] = value;
          return span;
        },
        setStatus: () => span,
        end: () => {
          entry.ended = true;
        },
      } as unknown as Span;
      return span;
    };
    return {
      startSpan: start,
      startActiveSpan: (...args: unknown[]) => {
        const [name, options] = args as [string, SpanOptions, Context];
        return (args.at(-1) as (span: Span) => unknown)(start(name, options));
      },
    } as Tracer;
  },
};
trace.setGlobalTracerProvider(provider);
afterAll(() => trace.disable());

test('a request is one span, named by its route, ended whatever happens', async () => {
  const route = { method: 'post', path: '/reservations/{id}/cancel', action: 'reservation.cancel' };
  await expect(
    traced(
      route,
      () => undefined,
      async (span) => {
        endSpan(span, 409);
        throw new Error('refused');
      },
    ),
  ).rejects.toThrow('refused');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    name: 'POST /api/v1/reservations/{id}/cancel',
    attributes: { 'http.response.status_code': 409 },
    options: { attributes: { 'hegu.action': 'reservation.cancel' } },
    ended: true,
  });
});

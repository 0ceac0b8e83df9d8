import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * OpenTelemetry hooks: one span a request, a child of the caller's (`traceparent`). Nothing is recorded until the deployment
 * loads an SDK, e.g. `NODE_OPTIONS=--import @opentelemetry/auto-instrumentations-node/register`, which also traces the queries.
 */
const tracer = trace.getTracer('hegu');

export function traced<T>(
  route: { readonly method: string; readonly path: string; readonly action: string },
  header: (name: string) => string | undefined,
  run: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = propagation.extract(
    context.active(),
    { traceparent: header('traceparent'), tracestate: header('tracestate') },
    { get: (carrier, key) => carrier[key as keyof typeof carrier], keys: (carrier) => Object.keys(carrier) },
  );
  const name = `${route.method.toUpperCase()} /api/v1${route.path}`;
  const attributes = {
    'http.request.method': route.method.toUpperCase(),
    'http.route': `/api/v1${route.path}`,
    'hegu.action': route.action,
  };
  return tracer.startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}

export function endSpan(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

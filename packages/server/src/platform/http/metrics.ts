import type { Pool } from 'pg';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Prometheus metrics: requests by route and status, the pool, the process.
 * @param ofAll where several processes serve one port: the metrics of all of them
 */
export function createMetrics(pool: Pool, ofAll?: () => Promise<string>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hegu_' });
  const seconds = new Histogram({
    name: 'hegu_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'hegu_http_refusals_total',
    help: 'Answers from 400 on',
    labelNames: ['status'] as const,
    registers: [registry],
  });
  new Gauge({
    name: 'hegu_db_connections',
    help: 'Connections of the pool',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  if (ofAll) {
    AggregatorRegistry.setRegistries([registry]);
    new AggregatorRegistry(); // answers those who gather
  }
  return {
    observe(route: string, method: string, status: number, took: number) {
      seconds.observe({ method, route, status: String(status) }, took);
      if (status >= 400) refusals.inc({ status: String(status) });
    },
    text: ofAll ?? (() => registry.metrics()),
    contentType: registry.contentType,
  };
}

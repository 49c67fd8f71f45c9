import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What a process tells Prometheus. A registry of its own, so that two apps in one process do not mix. */
export interface Metrics {
  readonly registry: Registry
  /** Seconds; `route` is the pattern, so that the number of series stays bounded. */
  readonly http: Histogram<'method' | 'route' | 'status'>
  close(): void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const http = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  })
  return { registry, http, close: () => registry.clear() }
}

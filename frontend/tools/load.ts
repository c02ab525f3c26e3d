/** Generated load, as OTLP/JSON. Times are nanoseconds since 1970, the newest now. */

const MS = 1_000_000n;
const SECOND = 1_000n * MS;

type Attributes = Record<string, string | number>;

/** What is posted to `/v1/traces`, `/v1/metrics` or `/v1/logs`. */
export interface Export {
  signal: "traces" | "metrics" | "logs";
  body: object;
}

const now = (): bigint => BigInt(Date.now()) * MS;
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");
export const traceId = (number: number): string => `beac0000${hex(number, 24)}`;

function attributes(given: Attributes): object[] {
  return Object.entries(given).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { doubleValue: value } : { stringValue: value },
  }));
}

const resource = { attributes: attributes({ "service.name": "bench" }) };

/** One trace: a turn of `count` spans, ten to a request, that took a second per hundred. */
export function trace(number: number, count: number): Export {
  const step = 10n * MS;
  const start = now() - BigInt(count) * step;
  const spans = Array.from({ length: count }, (_, index) => ({
    traceId: traceId(number),
    spanId: hex(index + 1, 16),
    parentSpanId: index === 0 ? "" : hex(index % 10 === 1 ? 1 : index - ((index - 1) % 10), 16),
    name: index === 0 ? "turn" : index % 10 === 1 ? "request" : "tool call",
    kind: 1,
    startTimeUnixNano: String(start + BigInt(index) * step),
    endTimeUnixNano: String(start + BigInt(index === 0 ? count : index + 8) * step),
    attributes: attributes({ model: "model-1", tool: `tool-${index % 7}`, tokens: index }),
    status: { code: index % 97 === 0 && index > 0 ? 2 : 1 },
  }));
  return {
    signal: "traces",
    body: { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "bench" }, spans }] }] },
  };
}

/** `count` log records, `spread` seconds apart, that end `ago` records before now. */
export function logs(count: number, ago: number, spread: number): Export {
  const end = now() - BigInt(Math.round(ago * spread * 1000)) * MS;
  const logRecords = Array.from({ length: count }, (_, index) => ({
    timeUnixNano: String(end - BigInt(Math.round(index * spread * 1000)) * MS),
    severityNumber: [9, 9, 9, 13, 17][index % 5],
    severityText: ["INFO", "INFO", "INFO", "WARN", "ERROR"][index % 5],
    body: { stringValue: `request ${index} to model-${index % 3} took ${index % 900} ms` },
    attributes: attributes({ "event.name": "bench.request", model: `model-${index % 3}`, duration_ms: index % 900 }),
  }));
  return {
    signal: "logs",
    body: { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "bench" }, logRecords }] }] },
  };
}

/** A gauge with a series per `model`, a point every `step` seconds up to now. */
export function gauge(name: string, series: number, points: number, step: number): Export {
  const end = now();
  const dataPoints = Array.from({ length: series * points }, (_, index) => ({
    timeUnixNano: String(end - BigInt(Math.floor(index / series) * step) * SECOND),
    asDouble: Math.round(100 * Math.sin(index / 5000) + 120 + (index % series)),
    attributes: attributes({ model: `model-${index % series}` }),
  }));
  const metrics = [{ name, unit: "1", gauge: { dataPoints } }];
  return {
    signal: "metrics",
    body: { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "bench" }, metrics }] }] },
  };
}

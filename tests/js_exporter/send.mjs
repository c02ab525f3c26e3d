// Sends one trace, some metrics and two logs as OTLP/JSON with the official exporters.
//   node send.mjs ENDPOINT SERVICE [gzip]
import { SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

const [endpoint, service, compression = "none"] = process.argv.slice(2);
const resource = resourceFromAttributes({ "service.name": service, "num.attr": 7, flag: true, "list.attr": ["a", "b"] });
const to = (signal) => ({ url: `${endpoint}/v1/${signal}`, compression });

const tracers = new BasicTracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(to("traces")))],
});
const meters = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(to("metrics")), exportIntervalMillis: 3_600_000 })],
  views: [{ instrumentName: "js.exponential", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
const loggers = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(to("logs")) })],
});

const tracer = tracers.getTracer("js.tracer", "1.2.3");
const parent = tracer.startSpan("js parent", { kind: SpanKind.SERVER, attributes: { text: "žluťoučký 🐎", float: 1.5, list: [1, 2, 3] } });
const child = tracer.startSpan("js child", { links: [{ context: parent.spanContext() }] }, trace.setSpan(context.active(), parent));
child.addEvent("js event", { a: 1 });
child.setStatus({ code: SpanStatusCode.ERROR, message: "boom" });
child.end();
parent.end();

const meter = meters.getMeter("js.meter", "1.2.3");
const counter = meter.createCounter("js.counter", { unit: "{thing}" });
counter.add(5, { color: "red" });
counter.add(2 ** 40, { color: "blue" });
for (const value of [1, 7.5, 120, 9000]) {
  meter.createHistogram("js.histogram", { unit: "ms" }).record(value);
  meter.createHistogram("js.exponential").record(value);
}
meter.createGauge("js.gauge").record(22.5);

const logger = loggers.getLogger("js.logger", "1.2.3");
logger.emit({ severityNumber: 13, severityText: "WARN", body: "a text", eventName: "js.named", attributes: { n: 1 } });
logger.emit({ severityNumber: 9, body: { nested: { list: [1, "two", 3.5, null, true] } }, attributes: { bytes: new Uint8Array([0, 255]) } });

await tracers.shutdown();
await meters.shutdown();
await loggers.shutdown();

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Server } from "./server";

const FILE = resolve(import.meta.dirname, "../../tests/data/hostile-strings.json");

/** Texts that break careless programs; tools/make_hostile_strings.py makes the file. */
export const STRINGS = JSON.parse(readFileSync(FILE, "utf8")) as string[];

/** Short enough and not blank, as names of dashboards and widgets have to be. */
export const TITLES = STRINGS.map((text) => [...text].slice(0, 255).join("")).filter((text) => text.trim() !== "");
export const TRACE = "bad0".padEnd(32, "0");
export const SESSION_TRACE = "bad1".padEnd(32, "0");
/** A session whose prompts, models, tools and errors are all of the strings. */
export const SESSION = '"><img src=x onerror=window.__pwned=1>';

const WIDGETS_A_DASHBOARD = 52;
const STEP_NS = 1_000_000n;

interface Attribute {
  key: string;
  value: { stringValue: string };
}

const pair = (key: string, text: string): Attribute => ({ key, value: { stringValue: text } });
const ALL = STRINGS.map((text) => pair(text, text));
const id = (number: number): string => (number + 1).toString(16).padStart(16, "0");
const traceId = (number: number): string => (number + 1).toString(16).padStart(32, "e");
const time = (number: number): string => String(BigInt(Date.now()) * STEP_NS - BigInt(number) * STEP_NS);

function resource(service: string, text: string): object {
  return { attributes: [pair("service.name", service), pair(text, text)] };
}

function span(number: number, text: string, fields: object): object {
  return {
    traceId: traceId(number),
    spanId: id(number),
    name: text,
    kind: 1,
    startTimeUnixNano: time(number + 1),
    endTimeUnixNano: time(number),
    attributes: [pair(text, text), pair("session.id", text)],
    events: [{ name: text, timeUnixNano: time(number), attributes: [pair(text, text)] }],
    links: [{ traceId: TRACE, spanId: id(0), traceState: text, attributes: [pair(text, text)] }],
    traceState: text,
    status: { code: 2, message: text },
    ...fields,
  };
}

/** A trace a string, in a service of its name; and one trace with all of them. */
function traces(): object {
  const alone = STRINGS.map((text, number) => ({
    resource: resource(text, text),
    scopeSpans: [{ scope: { name: text, version: text }, spans: [span(number, text, {})] }],
  }));
  const together = STRINGS.map((text, number) =>
    span(number, text, {
      traceId: TRACE,
      ...(number === 0
        ? { attributes: ALL, events: ALL.map(({ key }) => ({ name: key, timeUnixNano: time(0) })) }
        : {}),
      ...(number > 0 ? { parentSpanId: id(0) } : {}),
    }),
  );
  return {
    resourceSpans: [...alone, { resource: resource("claude-code", "together"), scopeSpans: [{ spans: together }] }],
  };
}

function record(number: number, text: string, attributes: Attribute[]): object {
  return {
    timeUnixNano: time(number),
    severityText: text,
    severityNumber: number % 25,
    eventName: text,
    body: { stringValue: text },
    traceId: SESSION_TRACE,
    spanId: id(number),
    attributes,
  };
}

/** A log a string, in a service of its name; what a known tool sends, with the strings as values; one log with all. */
function logs(): object {
  const alone = STRINGS.map((text, number) => ({
    resource: resource(text, text),
    scopeLogs: [{ scope: { name: text, version: text }, logRecords: [record(number, text, [pair(text, text)])] }],
  }));
  const known = STRINGS.flatMap((text, number) =>
    ["user_prompt", "api_request", "tool_result", "api_error"].flatMap((event) =>
      [text, SESSION].map((session) => ({
        ...record(number, text, [
          pair("event.name", event),
          pair("session.id", session || "session"),
          ...["prompt", "model", "tool_name", "error", "cost_usd", "duration_ms", "success"].map((key) =>
            pair(key, text),
          ),
        ]),
        eventName: event,
      })),
    ),
  );
  const together = { ...record(0, "together", ALL), body: { kvlistValue: { values: ALL } } };
  return {
    resourceLogs: [
      ...alone,
      { resource: resource("claude-code", "known"), scopeLogs: [{ logRecords: [...known, together] }] },
    ],
  };
}

function point(number: number, attributes: Attribute[]): object {
  return { timeUnixNano: time(number), startTimeUnixNano: time(number + 1), asDouble: number + 1, attributes };
}

function sum(dataPoints: object[]): object {
  return { aggregationTemporality: 1, isMonotonic: true, dataPoints };
}

/** A metric a string, in a service of its name; and points of a known one whose type and model are the strings. */
function metrics(): object {
  const alone = STRINGS.map((text, number) => ({
    resource: resource(text, text),
    scopeMetrics: [
      {
        scope: { name: text, version: text },
        metrics: [{ name: text, unit: text, description: text, sum: sum([point(number, [pair(text, text)])]) }],
      },
    ],
  }));
  const known = STRINGS.map((text, number) => point(number, [pair("type", text), pair("model", text)]));
  return {
    resourceMetrics: [
      ...alone,
      {
        resource: resource("claude-code", "known"),
        scopeMetrics: [{ metrics: [{ name: "claude_code.token.usage", sum: sum(known) }] }],
      },
    ],
  };
}

/** Puts every string into every field that a screen shows; returns the dashboards that have widgets. */
export async function fill(server: Server): Promise<string[]> {
  await server.send("traces", traces());
  await server.send("logs", logs());
  await server.send("metrics", metrics());
  const filled: string[] = [];
  for (const [number, name] of TITLES.entries()) {
    const { id: dashboard } = await server.post<{ id: string }>("/api/dashboards", { name, description: name });
    if (number % WIDGETS_A_DASHBOARD > 0) continue;
    filled.push(dashboard);
    for (const [place, title] of TITLES.slice(number, number + WIDGETS_A_DASHBOARD).entries()) {
      await server.post(`/api/dashboards/${dashboard}/widgets`, widget(title, place));
    }
  }
  return filled;
}

function widget(title: string, place: number): object {
  return {
    widgetType: ["metric_value", "metric_chart", title][place % 3],
    title,
    gridColumn: 1 + 2 * (place % 2),
    gridRow: 1 + Math.floor(place / 2),
    colSpan: 2,
    rowSpan: 1,
    config: { service: title, metricName: title, breakdownAttribute: title, breakdownValue: title },
  };
}

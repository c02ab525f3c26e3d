import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "../e2e/fixtures";
import type { Server } from "../e2e/server";
import { type Export, gauge, logs, trace, traceId } from "./load";

test.use({ recordings: [] });

const SPANS = 10_000;
const LOGS = 1_000_000;
const LOGS_A_REQUEST = 20_000;
const SERIES = 70;
const POINTS = 1_430;

interface Opened {
  /** From the address to what was asked for being drawn. */
  ms: number;
  /** The longest tasks of the browser's main thread until then and in the second after. */
  longTasks: number[];
}

/** A line of the report; a target that is missed is said, not failed: machines differ. */
function report(name: string, value: number, unit: string, target?: number): void {
  const verdict = target === undefined ? "" : value <= target ? `  (target ${target})` : `  MISSED (target ${target})`;
  console.log(`${name.padEnd(56)} ${value.toFixed(0).padStart(8)} ${unit}${verdict}`);
}

async function send(server: Server, { signal, body }: Export): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.otlpPort}/v1/${signal}`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "gzip" },
    body: gzipSync(JSON.stringify(body), { level: 1 }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** Goes to an address within the page, as a click on a link does, and waits until the selector's element is drawn. */
async function open(page: Page, address: string, selector: string): Promise<Opened> {
  return page.evaluate(
    async ([to, wanted]) => {
      const longTasks: number[] = [];
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
        type: "longtask",
      });
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page
      const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const start = performance.now();
      history.pushState({}, "", to);
      dispatchEvent(new PopStateEvent("popstate", { state: {} }));
      while (document.querySelector(wanted) === null) await drawn();
      await drawn();
      const ms = performance.now() - start;
      await new Promise((done) => setTimeout(done, 1000));
      return { ms, longTasks };
    },
    [address, selector] as const,
  );
}

/** Scrolls an element for three seconds, a frame at a time; the longest tasks and the slowest frames, in ms. */
async function scroll(page: Page, selector: string): Promise<{ longTasks: number[]; frames: number[] }> {
  return page.evaluate(async (wanted) => {
    const longTasks: number[] = [];
    const frames: number[] = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: "longtask",
    });
    const element = document.querySelector(wanted);
    if (element === null) throw new Error(`no ${wanted}`);
    const end = performance.now() + 3000;
    let before = performance.now();
    while (before < end) {
      element.scrollTop += 180;
      const next = await new Promise<number>((done) => requestAnimationFrame(done));
      frames.push(next - before);
      before = next;
    }
    return { longTasks, frames };
  }, selector);
}

const worst = (durations: readonly number[]): number => Math.max(0, ...durations);

function percentile(durations: readonly number[], share: number): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

test("the first screen", async ({ page, server }) => {
  await server.replay();
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto("/");
  await expect(page.getByRole("region").first()).toBeVisible();
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    drawn: performance.now(),
  }));
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(scripts);
  report("first screen: JavaScript, gzipped", sizes.reduce((sum, size) => sum + size, 0) / 1024, "KB", 300);
  report("first screen: first contentful paint", times.paint, "ms", 500);
  report("first screen: dashboard there", times.drawn, "ms", 1000);
});

test("a trace of 10,000 spans", async ({ page, server }) => {
  for (let number = 0; number < 5; number++) await send(server, trace(number, SPANS));
  await page.goto("/traces");
  await expect(page.getByText("turn").first()).toBeVisible();
  const row = "[role=treegrid] [role=row][aria-level]";
  const cold = await open(page, `/traces/${traceId(0)}`, row);
  report("10,000 spans: opened, the first time (code loaded too)", cold.ms, "ms");
  for (let number = 1; number < 5; number++) {
    await open(page, "/traces", "main");
    const warm = await open(page, `/traces/${traceId(number)}`, row);
    report("10,000 spans: opened", warm.ms, "ms", 300);
    report("10,000 spans: longest task while opening", worst(warm.longTasks), "ms");
  }
  const { longTasks, frames } = await scroll(page, "[role=treegrid]");
  report("10,000 spans: longest task while scrolling", worst(longTasks), "ms", 50);
  report("10,000 spans: 95th percentile of a frame", percentile(frames, 0.95), "ms", 34);
});

test("100,000 points in a chart", async ({ page, server }) => {
  await send(server, gauge("bench.gauge", SERIES, POINTS, 60));
  await page.goto("/metrics");
  const address = "/metrics?service=bench&metric=bench.gauge&breakdown=model&from=now-24h&to=now&interval=60";
  const { ms, longTasks } = await open(page, address, "main canvas");
  report("100,000 points: drawn", ms, "ms");
  report("100,000 points: longest task", worst(longTasks), "ms");
});

test("1,000,000 logs", async ({ page, server }) => {
  for (let sent = LOGS; sent > 0; sent -= LOGS_A_REQUEST) await send(server, logs(LOGS_A_REQUEST, sent, 0.5));
  await page.goto("/traces");
  const list = "[aria-label^='Logs, newest']";
  report("1,000,000 logs: opened", (await open(page, "/logs", `${list} [role=listitem]`)).ms, "ms", 1000);
  const { longTasks, frames } = await scroll(page, list);
  report("1,000,000 logs: longest task while scrolling", worst(longTasks), "ms", 50);
  report("1,000,000 logs: 95th percentile of a frame", percentile(frames, 0.95), "ms", 34);
});

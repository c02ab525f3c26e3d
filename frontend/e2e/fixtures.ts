import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { Server } from "./server";

export interface Options {
  /**
   * What the server of a spec file holds: names of recorded exports such as `claude/2.1.330-A`, or "all".
   * `test.use({ recordings: [] })` gives an empty server.
   */
  recordings: string[] | "all";
  /** Options of the server's command line: `["--demo"]`. */
  serverOptions: string[];
  /** The server of this worker; its data are shared by the tests of a file. */
  server: Server;
}

interface Fixtures {
  /** Faults that a test provokes on purpose: `test.use({ expectedFaults: /404/ })`. */
  expectedFaults: RegExp | undefined;
}

/** Starts the real server with recorded data; a fault of the page fails the test that provoked it. */
export const test = base.extend<Fixtures, Options>({
  recordings: ["all", { scope: "worker", option: true }],
  serverOptions: [[], { scope: "worker", option: true }],
  server: [
    async ({ recordings, serverOptions }, use) => {
      const server = await Server.start(...serverOptions);
      if (recordings === "all") await server.replay();
      else if (recordings.length > 0) await server.replay(...recordings);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  expectedFaults: [undefined, { option: true }],
  context: async ({ context, server, expectedFaults }, use) => {
    const faults = watch(context, server.url);
    await use(context);
    expect(faults.filter((fault) => !expectedFaults?.test(fault))).toEqual([]);
  },
});

export { expect };

/** Checks the page against WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  }));
  expect(found).toEqual([]);
}

/** Collects errors on the console (violations of the CSP too), exceptions, dialogs and requests to other origins. */
function watch(context: BrowserContext, origin: string): string[] {
  const faults: string[] = [];
  const foreign = (url: string): boolean => !/^(?:data|blob):/.test(url) && httpOrigin(url) !== origin;
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(`exception: ${error.error().stack ?? error.error().message}`));
  context.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("request", (request) => {
    if (foreign(request.url())) faults.push(`request to another origin: ${request.url()}`);
  });
  context.on("page", (page) =>
    page.on("websocket", (socket) => {
      if (foreign(socket.url())) faults.push(`WebSocket to another origin: ${socket.url()}`);
    }),
  );
  return faults;
}

function httpOrigin(url: string): string {
  return new URL(url.replace(/^ws/, "http")).origin;
}

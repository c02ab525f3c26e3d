import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { Server } from "./server";

export interface Options {
  /**
   * What the server of a spec file holds: names of recorded exports such as `claude/2.1.330-A`; `[]` gives an empty one.
   * With "all" it is also the server of the other files that say so: their tests do not write.
   */
  recordings: string[] | "all";
  /** Recorded runs whose transcripts are in its home folder: `claude-2.1.332/A`. */
  transcripts: string[];
  /** Options of the server's command line: `["--demo"]`. */
  serverOptions: string[];
  /** Faults that a test provokes on purpose: `test.use({ expectedFaults: /404/ })`. */
  expectedFaults: RegExp | undefined;
}

interface Fixtures {
  /** Its data are shared by the tests of the file. */
  server: Server;
}

interface WorkerFixtures {
  /** A worker has one server at a time, and one browser for all spec files. */
  servers: Servers;
}

type Holdings = Pick<Options, "recordings" | "serverOptions" | "transcripts">;

/** Runs the server that a test asks for until a test asks for another one. */
class Servers {
  private key = "";
  private running: Server | undefined;

  async get(file: string, { recordings, serverOptions, transcripts }: Holdings): Promise<Server> {
    const key = JSON.stringify([recordings === "all" ? "" : file, recordings, serverOptions, transcripts]);
    if (this.running && this.key === key) return this.running;
    await this.stop();
    this.running = await Server.start(serverOptions, transcripts);
    this.key = key;
    if (recordings === "all") await this.running.replay();
    else if (recordings.length > 0) await this.running.replay(...recordings);
    return this.running;
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.stop();
  }
}

/** Starts the real server with recorded data; a fault of the page fails the test that provoked it. */
export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  recordings: ["all", { option: true }],
  serverOptions: [[], { option: true }],
  transcripts: [[], { option: true }],
  expectedFaults: [undefined, { option: true }],
  servers: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names in it
    async ({}, use) => {
      const servers = new Servers();
      await use(servers);
      await servers.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  server: [
    async ({ servers, recordings, serverOptions, transcripts }, use, { file }) =>
      use(await servers.get(file, { recordings, serverOptions, transcripts })),
    { timeout: 60_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
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
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .setLegacyMode() // no frames, whose results a second page would put together
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

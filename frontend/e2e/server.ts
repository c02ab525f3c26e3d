import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../..");
const PYTHON = join(ROOT, ".venv/bin/python");
/** The words of a command of another installation than this checkout, as in tests/smoke. */
const COMMAND = process.env["SMOKE_COMMAND"]?.split(" ") ?? [PYTHON, "-m", "aiobserver"];
const TRANSCRIPTS = join(ROOT, "tests/data/transcripts");
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 15_000;

/** The real server as a child process, on free ports and with a database of its own. */
export class Server {
  private constructor(
    readonly apiPort: number,
    readonly otlpPort: number,
    private readonly folder: string,
    private child: ChildProcess,
    private readonly options: readonly string[],
  ) {}

  /**
   * Returns once both ports answer; options as of the command line: `--demo`. Its home folder is empty, but for the
   * transcripts of recorded runs: `claude-2.1.332/A`.
   */
  static async start(options: readonly string[] = [], transcripts: readonly string[] = []): Promise<Server> {
    const [apiPort, otlpPort] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), "aiobserver-e2e-"));
    mkdirSync(homeIn(folder));
    for (const name of transcripts) cpSync(join(TRANSCRIPTS, name, "home"), homeIn(folder), { recursive: true });
    const server = new Server(apiPort, otlpPort, folder, launch(apiPort, otlpPort, folder, options), options);
    process.once("exit", server.kill);
    await server.untilHealthy();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** Where it looks for what tools left. */
  get home(): string {
    return homeIn(this.folder);
  }

  /** What the server printed. */
  get log(): string {
    return readFileSync(join(this.folder, "server.log"), "utf8");
  }

  /** Sends recorded exports, as if they were made just now: `claude/2.1.330-A`; without names all of them. */
  async replay(...names: string[]): Promise<void> {
    await promisify(execFile)(PYTHON, ["-m", "tools.replay", String(this.otlpPort), ...names], { cwd: ROOT });
  }

  /** The JSON of a `GET` on the API. */
  async api(path: string): Promise<unknown> {
    const answer = await fetch(this.url + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** The JSON of a `POST` on the API. */
  async post<T>(path: string, body: object): Promise<T> {
    const answer = await fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Kills it like a crash of the machine; `restart` brings it back with its data. */
  async crash(): Promise<void> {
    const ended = once(this.child, "exit");
    this.kill();
    await ended;
  }

  /** Starts it again on the same ports and database. */
  async restart(): Promise<void> {
    this.child = launch(this.apiPort, this.otlpPort, this.folder, this.options);
    await this.untilHealthy();
  }

  /** Moves the database file away while the server runs, and back; the server then refuses to store. */
  async withoutDatabase(during: () => Promise<void>): Promise<void> {
    const file = join(this.folder, "observer.duckdb");
    renameSync(file, `${file}.away`);
    try {
      await during();
    } finally {
      renameSync(`${file}.away`, file);
    }
  }

  /** Posts OTLP/JSON. */
  async send(signal: "traces" | "metrics" | "logs", body: object): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.otlpPort}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${signal}: ${answer.status} ${await answer.text()}`);
  }

  /** Ends it as a user would; it has to end cleanly. */
  async stop(): Promise<void> {
    process.off("exit", this.kill);
    this.child.kill("SIGTERM");
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (this.child.exitCode === null && this.child.signalCode === null && Date.now() < deadline) await sleep(20);
    const status = this.child.exitCode;
    this.kill();
    if (status !== 0) throw new Error(`the server ended with ${status}:\n${this.log}`);
    rmSync(this.folder, { recursive: true });
  }

  private readonly kill = (): void => {
    this.child.kill("SIGKILL");
  };

  private async untilHealthy(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!((await healthy(this.apiPort)) && (await healthy(this.otlpPort)))) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        this.kill();
        throw new Error(`the server did not start:\n${this.log}`);
      }
      await sleep(50);
    }
  }
}

function launch(apiPort: number, otlpPort: number, folder: string, options: readonly string[]): ChildProcess {
  const log = openSync(join(folder, "server.log"), "a");
  const [program = PYTHON, ...words] = COMMAND;
  const child = spawn(program, [...words, ...options], {
    cwd: folder,
    env: environment(apiPort, otlpPort, folder),
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

function homeIn(folder: string): string {
  return join(folder, "home");
}

/** Settings for another server, and for where tools keep what the tests must not see. */
const FOREIGN = /^(?:AI_OBSERVER_|CLAUDE_CONFIG_DIR$|CODEX_|GEMINI_|XDG_)/;

/** Our environment, with a home of its own. */
function environment(apiPort: number, otlpPort: number, folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: homeIn(folder),
    PYTHONPATH: ROOT,
    AI_OBSERVER_API_PORT: String(apiPort),
    AI_OBSERVER_OTLP_PORT: String(otlpPort),
    AI_OBSERVER_DATABASE_PATH: join(folder, "observer.duckdb"),
  };
}

async function healthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}

const PORTS_OF_A_WORKER = 2_500;
const FIRST_PORT = 12_000 + PORTS_OF_A_WORKER * (Number(process.env["TEST_PARALLEL_INDEX"] ?? 0) % 8);
let ports = randomInt(PORTS_OF_A_WORKER);

/** A port that nobody listens on, of each worker's own, below those that systems give to connections. */
async function freePort(): Promise<number> {
  ports += 1;
  const port = FIRST_PORT + (ports % PORTS_OF_A_WORKER);
  const listener = createServer();
  const isFree = await new Promise<boolean>((done) => {
    listener.once("error", () => done(false));
    listener.listen(port, "127.0.0.1", () => done(true));
  });
  if (!isFree) return freePort();
  await new Promise((done) => listener.close(done));
  return port;
}

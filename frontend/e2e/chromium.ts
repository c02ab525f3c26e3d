import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

interface Browser {
  executablePath: string;
  env: Record<string, string>;
}

/** The system's Chromium; on Linux without one, that of an npm package. */
export async function chromium(): Promise<Browser> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]));
  const found = SYSTEM.find((path) => existsSync(path));
  return found === undefined ? fromPackage(env) : { executablePath: found, env };
}

/** The package has the libraries too that a bare machine lacks, but unpacks them only if it believes to be in a cloud. */
async function fromPackage(env: Record<string, string>): Promise<Browser> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("install Chromium or Google Chrome");
  process.env["AWS_LAMBDA_JS_RUNTIME"] = "nodejs22.x";
  const { default: sparticuz } = await import("@sparticuz/chromium");
  const executablePath = await sparticuz.executablePath();
  for (const name of ["AWS_LAMBDA_JS_RUNTIME", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) restore(name, env[name]);
  return { executablePath, env: { ...env, LD_LIBRARY_PATH: join(tmpdir(), "al2023", "lib") } };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

import { describe, expect, it } from "vitest";
import type { ImportRun, ToolHistory } from "@/api/client";
import { endOf, importedOf, onDisk, progressOf, timeLeft } from "./words";

const year = new Date().getFullYear();

const tool: ToolHistory = {
  toolId: "a",
  title: "A",
  folders: [],
  files: 214,
  bytes: 1.2 * 2 ** 30,
  newFiles: 214,
  newBytes: 1.2 * 2 ** 30,
  importedFiles: 0,
  goneFiles: 0,
  watched: false,
  expiringFiles: 0,
  notUnderstood: 0,
  unreadable: [],
  firstTime: `${year}-06-03T12:00:00Z`,
};

const run = {
  state: "running",
  files: 214,
  filesRead: 12,
  bytes: 4000,
  bytesRead: 1000,
  calls: 1000,
  knownCalls: 200,
  problem: "",
} as ImportRun;

describe("what is on disk", () => {
  it("is told in one line", () => {
    expect(onDisk(tool)).toBe("214 transcripts, 1.2 GiB, since Jun 3");
    expect(onDisk({ ...tool, files: 1, firstTime: "2001-06-03T12:00:00Z" })).toMatch(
      /^1 transcript, .* since Jun 3, 2001$/,
    );
    expect(onDisk({ ...tool, files: 0, folders: ["/a", "/b"] })).toBe("No transcripts in /a, /b");
  });

  it("is new, changed or imported", () => {
    expect(importedOf(tool)).toBe("not imported");
    expect(importedOf({ ...tool, importedFiles: 214, newFiles: 0, newBytes: 0 })).toBe("all imported");
    expect(importedOf({ ...tool, importedFiles: 210, newFiles: 12, newBytes: 2048 })).toBe("12 new or changed, 2 KiB");
    expect(importedOf({ ...tool, files: 0, newFiles: 0 })).toBe("");
  });
});

describe("an import", () => {
  it("says how far it is", () => {
    expect(progressOf(run)).toBe("12 of 214 files · 1000 B of 3.9 KiB · 1.2K calls");
    expect(progressOf({ ...run, files: 0 })).toBe("1.2K calls");
    expect(progressOf({ ...run, files: 0, calls: 0, knownCalls: 0 })).toBe("Looking for transcripts…");
  });

  it("knows the time that is left from how fast it was lately", () => {
    const readings = [
      { atMs: 0, bytes: 0 },
      { atMs: 500, bytes: 500 },
      { atMs: 2000, bytes: 1000 },
    ];
    expect(timeLeft(readings, run)).toBe("about 6 s left");
    expect(timeLeft(readings.slice(0, 1), run)).toBe("");
    expect(timeLeft([readings[1], { atMs: 900, bytes: 500 }] as typeof readings, run)).toBe("");
    expect(timeLeft(readings, { ...run, bytes: 1000 })).toBe("");
  });

  it("says how it ended", () => {
    expect(endOf({ ...run, state: "done" })).toBe("Imported 12 files");
    expect(endOf({ ...run, state: "done", filesRead: 0 })).toBe("Nothing new to import");
    expect(endOf({ ...run, state: "cancelled", filesRead: 1 })).toMatch(
      /^Cancelled after 1 file\. What is stored stays/,
    );
    expect(endOf({ ...run, state: "failed", problem: "disk full" })).toMatch(/^The import stopped: disk full\. /);
  });
});

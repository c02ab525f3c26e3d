import type { History, ImportRun, ToolHistory } from "@/api/client";
import { bytes, compact, counted, day, duration, full } from "@/shared/format";

/** What is read of a transcript, whatever is kept of its text. */
export const READ = "Reads models, tokens, times, tools, folders and branches of each session.";

/** What is kept of texts, by the server's settings. */
export const KEPT: Record<History["keepText"], string> = {
  all: "All text of the conversations is kept in the database (AI_OBSERVER_KEEP_TEXT=all).",
  titles:
    "Of the text, only titles and first prompts are kept, shortened (AI_OBSERVER_KEEP_TEXT=titles). " +
    "A session’s page reads the rest from its transcript while that exists.",
  none: "No text of the conversations is kept.",
};

/** `214 transcripts, 1.2 GiB, since Jun 3` */
export function onDisk(tool: ToolHistory): string {
  if (tool.files === 0) {
    return `No transcripts in ${tool.folders.join(", ") || "its folders"}`;
  }
  const since = tool.firstTime ? [`since ${day(tool.firstTime)}`] : [];
  return [counted(tool.files, "transcript"), bytes(tool.bytes), ...since].join(", ");
}

/** What of it is imported. */
export function importedOf(tool: ToolHistory): string {
  if (tool.files === 0) {
    return "";
  }
  if (tool.newFiles === 0) {
    return "all imported";
  }
  return tool.importedFiles === 0 ? "not imported" : `${full(tool.newFiles)} new or changed, ${bytes(tool.newBytes)}`;
}

/** `12 of 214 files · 30 MiB of 1.2 GiB · 1.2K calls` */
export function progressOf(run: ImportRun): string {
  const calls = run.calls + run.knownCalls;
  if (run.files === 0) {
    return calls > 0 ? `${compact(calls)} calls` : "Looking for transcripts…";
  }
  return [
    `${full(run.filesRead)} of ${counted(run.files, "file")}`,
    `${bytes(run.bytesRead)} of ${bytes(run.bytes)}`,
    `${compact(calls)} calls`,
  ].join(" · ");
}

/** How an import ended. */
export function endOf(run: ImportRun): string {
  const files = counted(run.filesRead, "file");
  switch (run.state) {
    case "failed":
      return `The import stopped: ${run.problem}. What is stored stays; import again to go on.`;
    case "cancelled":
      return `Cancelled after ${files}. What is stored stays; import again to go on.`;
    default:
      return run.filesRead === 0 ? "Nothing new to import" : `Imported ${files}`;
  }
}

export interface Reading {
  atMs: number;
  bytes: number;
}

/** `about 40 s left`; empty while nobody can know. */
export function timeLeft(readings: readonly Reading[], run: ImportRun): string {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last || last.bytes <= first.bytes || last.atMs <= first.atMs) {
    return "";
  }
  const leftMs = ((run.bytes - last.bytes) * (last.atMs - first.atMs)) / (last.bytes - first.bytes);
  return leftMs > 0 ? `about ${duration(Math.ceil(leftMs / 1000) * 1e9)} left` : "";
}

import type { Session } from "@/api/client";

type Named = Pick<Session, "sessionId" | "title" | "prompt">;

/** What a session is called: its title, else its first prompt, else its id. */
export function titleOf({ sessionId, title, prompt }: Named): string {
  return oneLine(title) || oneLine(prompt) || sessionId;
}

/** Whether a session is called by more than its id. */
export function isNamed(session: Named): boolean {
  return titleOf(session) !== session.sessionId;
}

function oneLine(text: string | undefined): string {
  return text?.replace(/\s+/g, " ").trim() ?? "";
}

/** The last part of a path, which is what people call a project. */
export function lastPart(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, "")
      .split(/[/\\]/)
      .at(-1) || path
  );
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STRINGS } from "./hostile";

/** Writes a transcript of which title, prompts, answers, inputs and outputs of tools are the hostile strings; its session. */
export function writeHostile(home: string): string {
  const session = "bad0bad0-0000-4000-8000-000000000000";
  const line = (fields: object, number: number) => ({
    sessionId: session,
    uuid: `bad0bad0-0000-4000-8000-${String(number).padStart(12, "0")}`,
    timestamp: new Date(Date.UTC(2026, 10, 27, 12, 0, number)).toISOString(),
    cwd: "/home/dev/\"><img src=x onerror='window.__pwned=1'>",
    gitBranch: "<script>window.__pwned=1</script>",
    version: "2.1.332",
    isSidechain: false,
    userType: "external",
    ...fields,
  });
  const records = STRINGS.flatMap((text, number) => {
    const tool = `tool-${number}`;
    const usage = { input_tokens: 10, output_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
    const message = {
      id: `msg-${number}`,
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5-20250929",
      usage,
    };
    const answer = (content: object) => ({
      type: "assistant",
      requestId: `req-${number}`,
      message: { ...message, content: [content] },
    });
    const result = { type: "tool_result", tool_use_id: tool, content: text };
    return [
      { type: "user", promptId: `prompt-${number}`, message: { role: "user", content: text } },
      answer({ type: "thinking", thinking: text, signature: "" }),
      answer({ type: "text", text }),
      answer({ type: "tool_use", id: tool, name: text.slice(0, 200), input: { command: text, [text]: text } }),
      { type: "user", promptId: `prompt-${number}`, message: { role: "user", content: [result] } },
    ];
  }).map(line);
  const folder = join(home, ".claude/projects/-home-dev-hostile");
  mkdirSync(folder, { recursive: true });
  const title = { type: "ai-title", aiTitle: STRINGS.find((text) => text.includes("<")), sessionId: session };
  writeFileSync(
    join(folder, `${session}.jsonl`),
    [...records, title].map((one) => `${JSON.stringify(one)}\n`).join(""),
  );
  return session;
}

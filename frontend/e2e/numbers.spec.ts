import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "./fixtures";

interface Truth {
  totals: { tokens: Record<string, number>; ok: number };
}

const DATA = resolve(import.meta.dirname, "../../tests/data");
const truth = (name: string): Truth => JSON.parse(readFileSync(join(DATA, name, "truth.json"), "utf8")) as Truth;

/** Recording, metric, and which of its types stands for which number of the model server. */
const TOOLS = [
  ["claude/2.1.330-A", "claude_code.token.usage", { Input: "input", Output: "output", "Cache Read": "cache_read" }],
  ["codex/0.169.0-A", "codex_cli_rs.token.usage", { Input: "input", Output: "output" }],
  ["gemini/0.61.0-A", "gemini_cli.token.usage", { Input: "input", Output: "output" }],
] as const;

test.use({ recordings: TOOLS.map(([recording]) => recording) });

for (const [recording, metric, types] of TOOLS) {
  test(`the tokens on the page are those of the model server: ${recording}`, async ({ page }) => {
    const { tokens } = truth(recording).totals;
    await page.goto(`/metrics?metric=${metric}&breakdown=type&from=now-1h&to=now`);
    for (const [label, name] of Object.entries(types)) {
      const cell = page
        .getByRole("row", { name: new RegExp(`^(Show )?${label}\\b`) })
        .getByRole("cell")
        .first();
      await expect(cell).toHaveAttribute("title", (tokens[name] ?? 0).toLocaleString("en-US"));
    }
  });
}

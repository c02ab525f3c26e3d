import { IconAlertCircle, IconArrowsExchange, IconMessage2, IconTool } from "@tabler/icons-react";
import type { Kind } from "./entries";

/** How kinds of entries are named and drawn. */
export const KIND_INFO: Record<Kind, { one: string; many: string; colour: string; icon: typeof IconTool }> = {
  prompt: { one: "Prompt", many: "Prompts", colour: "#8f63d2", icon: IconMessage2 },
  request: { one: "Request", many: "Requests", colour: "#4c78dd", icon: IconArrowsExchange },
  toolCall: { one: "Tool call", many: "Tool calls", colour: "#2a9d8f", icon: IconTool },
  error: { one: "Error", many: "Other errors", colour: "var(--bad)", icon: IconAlertCircle },
};

import { useMemo, useState } from "react";
import type { SessionDetail } from "@/api/client";
import { useTools } from "@/shared/tools";
import { Entries } from "./Entries";
import { entriesOf } from "./entries";
import { Timeline } from "./Timeline";

/** What telemetry tells of a session: its events on a time axis and as a list. */
export function Telemetry({ session }: { session: SessionDetail }) {
  const tools = useTools();
  const entries = useMemo(() => entriesOf(session, (name) => tools.event(name)), [session, tools]);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <Timeline entries={entries} chosen={chosen} onChoose={setChosen} />
      <Entries entries={entries} none={withoutEvents(session)} chosen={chosen} onChoose={setChosen} />
    </>
  );
}

/** Why a session may have figures, but no events. */
function withoutEvents({ sources }: SessionDetail): string {
  return sources.includes("transcript")
    ? "Only its transcript tells of this session"
    : "This session reported metrics only";
}

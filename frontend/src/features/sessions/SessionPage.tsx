import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { ApiError, type SessionDetail } from "@/api/client";
import { Page } from "@/shared/Page";
import { Stale } from "@/shared/Stale";
import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { Entries } from "./Entries";
import { entriesOf } from "./entries";
import { SessionFacts } from "./SessionFacts";
import { Tiles } from "./Tiles";
import { Timeline } from "./Timeline";
import { useSession } from "./useSessions";

/** One session: what a person asked, and all that followed, on a time axis and as a list. */
export function SessionPage() {
  const { id } = useParams({ from: "/sessions/$id" });
  const query = useSession(id);
  const { data, error } = query;
  const retry = () => void query.refetch();
  return (
    <Page title="Session" subtitle={data ? <SessionFacts session={data} /> : null} fixed actions={<Back />}>
      {data ? (
        <>
          {error ? <Stale error={error} retry={retry} /> : null}
          <Content key={id} session={data} />
        </>
      ) : error ? (
        <Missing error={error} retry={retry} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Content({ session }: { session: SessionDetail }) {
  const tools = useTools();
  const entries = useMemo(() => entriesOf(session, (name) => tools.event(name)), [session, tools]);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <Tiles session={session} />
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

function Back() {
  return (
    <Button
      variant="default"
      leftSection={<IconArrowLeft size={14} />}
      renderRoot={(props) => <Link to="/sessions" {...props} />}
    >
      Sessions
    </Button>
  );
}

function Missing({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return <Empty title="Session not found">It was deleted or has not arrived yet.</Empty>;
  }
  return <Failure error={error} retry={retry} />;
}

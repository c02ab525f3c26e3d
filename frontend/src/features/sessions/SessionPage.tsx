import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { Page } from "@/shared/Page";
import { Stale } from "@/shared/Stale";
import { Empty, Failure, Loading } from "@/shared/States";
import { useSetSearch } from "@/shared/useRange";
import { Conversation } from "./conversation/Conversation";
import { SessionFacts } from "./SessionFacts";
import { isNamed, titleOf } from "./sessionTitle";
import { Telemetry } from "./Telemetry";
import { Tiles } from "./Tiles";
import { useSession } from "./useSessions";

const VIEWS = [
  { value: "conversation", label: "Conversation" },
  { value: "telemetry", label: "Telemetry" },
];

/** One session: what was said and done in it, and what telemetry tells of it. */
export function SessionPage() {
  const { id } = useParams({ from: "/sessions/$id" });
  const { tab, kind } = useSearch({ from: "/sessions/$id" });
  const setSearch = useSetSearch();
  const query = useSession(id);
  const { data, error } = query;
  const retry = () => void query.refetch();
  const view = tab ?? (kind ? "telemetry" : "conversation");
  return (
    <Page
      title={data && isNamed(data) ? titleOf(data) : "Session"}
      subtitle={data ? <SessionFacts session={data} /> : null}
      fixed
      actions={
        <>
          <SegmentedControl
            data={VIEWS}
            value={view}
            onChange={(next) => setSearch({ tab: next === "telemetry" ? next : undefined, kind: undefined })}
            aria-label="View of the session"
          />
          <Back />
        </>
      }
    >
      {data ? (
        <>
          {error ? <Stale error={error} retry={retry} /> : null}
          <Tiles session={data} />
          {view === "telemetry" ? <Telemetry key={id} session={data} /> : <Conversation key={id} id={id} />}
        </>
      ) : error ? (
        <Missing error={error} retry={retry} />
      ) : (
        <Loading />
      )}
    </Page>
  );
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

import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { Page } from "@/shared/Page";
import { Stale } from "@/shared/Stale";
import { Empty, Failure, Loading } from "@/shared/States";
import { TraceFacts } from "./TraceFacts";
import { TraceView } from "./TraceView";
import { useTrace } from "./useTrace";

/** One trace: its spans as a waterfall. */
export function TracePage() {
  const { id } = useParams({ from: "/traces/$id" });
  const { query, tree } = useTrace(id);
  const { data, error } = query;
  if (!data) {
    return (
      <Page title="Trace" fixed actions={<Back />}>
        {error ? <Missing error={error} retry={() => void query.refetch()} /> : <Loading />}
      </Page>
    );
  }
  return (
    <Page
      title={data.trace.rootSpan || "Trace"}
      subtitle={<TraceFacts trace={data.trace} tree={tree} />}
      fixed
      actions={<Back />}
    >
      {error ? <Stale error={error} retry={() => void query.refetch()} /> : null}
      <TraceView key={id} tree={tree} />
    </Page>
  );
}

function Back() {
  return (
    <Button
      variant="default"
      leftSection={<IconArrowLeft size={14} />}
      renderRoot={(props) => <Link to="/traces" {...props} />}
    >
      Traces
    </Button>
  );
}

function Missing({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return <Empty title="Trace not found">It was deleted or has not arrived yet.</Empty>;
  }
  return <Failure error={error} retry={retry} />;
}

import { useQuery } from "@tanstack/react-query";
import { toolsQuery } from "@/api/queries";
import { Page } from "@/shared/Page";
import { Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { Health } from "./Health";
import { HistoryPanel } from "./history/HistoryPanel";
import { Plugins } from "./Plugins";
import { Problem } from "./Problem";
import { Refused } from "./Refused";
import classes from "./SetupPage.module.css";
import { Tools } from "./Tools";
import { useStatus } from "./useStatus";

/** How to connect a tool, what arrives, and how the server fares. */
export function SetupPage() {
  const { query, rate } = useStatus();
  const declared = useQuery(toolsQuery);
  const tools = useTools();
  const status = query.data;
  if (!status || !declared.data) {
    const error = query.error ?? declared.error;
    const retry = () => void Promise.all([query.refetch(), declared.refetch()]);
    return <Page title="Setup & health">{error ? <Failure error={error} retry={retry} /> : <Loading />}</Page>;
  }
  const empty = status.received.length === 0;
  return (
    <Page
      title="Setup & health"
      subtitle={empty ? "Connect your first tool: select it, copy its setup text, then send it a prompt." : null}
    >
      <Problem error={query.error} />
      <Refused refused={status.refused} />
      <HistoryPanel />
      <Tools status={status} tools={tools} endpoint={declared.data.endpoint} />
      <div className={classes.columns}>
        <Health status={status} rate={rate} />
        <Plugins status={status} />
      </div>
    </Page>
  );
}

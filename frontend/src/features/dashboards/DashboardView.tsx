import { Button } from "@mantine/core";
import { IconCheck, IconPencil } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import type { DashboardDetail } from "@/api/client";
import { Page } from "@/shared/Page";
import { DEFAULT_RANGES } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { Empty, Loading } from "@/shared/States";
import { useRange, useSetSearch } from "@/shared/useRange";
import { DashboardMenu } from "./DashboardMenu";
import { Grid } from "./Grid";
import { useMetricData } from "./queries";
import { widgetConfig } from "./config";
import { Shared } from "./parts/context";
import { useLedgerQuestions } from "./parts/useLedger";
import { needsMetrics } from "./registry";

const Editor = lazy(() => import("./Editor"));

/** A dashboard: its widgets, and the way to change them. */
export function DashboardView({ dashboard }: { dashboard: DashboardDetail }) {
  const [range, setRange] = useRange(DEFAULT_RANGES.dashboards);
  const setSearch = useSetSearch();
  const editing = (useSearch({ strict: false }) as { edit?: string }).edit === "1";
  const asked = useLedgerQuestions();
  const metrics = useMetricData(
    dashboard.widgets.filter((widget) => needsMetrics(widget) && !asked("metrics", widgetConfig(widget.config))),
    range,
  );
  const shared = useMemo(
    () => ({ range, setRange, metrics: metrics.data, error: metrics.error, retry: () => void metrics.refetch() }),
    [range, setRange, metrics],
  );
  return (
    <Page
      title={dashboard.name}
      subtitle={dashboard.description}
      actions={
        <>
          <RangePicker value={range} onChange={setRange} />
          <Button
            variant={editing ? "filled" : "default"}
            leftSection={editing ? <IconCheck size={14} /> : <IconPencil size={14} />}
            onClick={() => setSearch({ edit: editing ? undefined : "1" })}
          >
            {editing ? "Done" : "Edit"}
          </Button>
          <DashboardMenu dashboard={dashboard} />
        </>
      }
    >
      <Shared value={shared}>
        {editing ? (
          <Suspense fallback={<Loading />}>
            <Editor dashboard={dashboard} />
          </Suspense>
        ) : dashboard.widgets.length === 0 ? (
          <Empty
            title="This dashboard is empty"
            action={<Button onClick={() => setSearch({ edit: "1" })}>Add widgets</Button>}
          />
        ) : (
          <Grid widgets={dashboard.widgets} />
        )}
      </Shared>
    </Page>
  );
}

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { statusQuery } from "@/api/queries";
import { Page } from "@/shared/Page";
import { Empty, Failure, Loading } from "@/shared/States";
import { DashboardView } from "./DashboardView";
import { defaultDashboardQuery } from "./queries";

/** The default dashboard; with an empty database the way to connect a tool. */
export function HomePage() {
  const status = useQuery(statusQuery);
  const dashboard = useQuery(defaultDashboardQuery);
  const stored = Object.values(status.data?.rows ?? { unknown: 1 });
  if (stored.every((rows) => rows === 0)) {
    return <Navigate to="/setup" replace />;
  }
  if (dashboard.data && status.data) {
    return <DashboardView dashboard={dashboard.data} />;
  }
  if (dashboard.data === null) {
    return (
      <Page title="Dashboards">
        <Empty
          title="No default dashboard"
          action={
            <Button component={Link} to="/dashboard/new">
              Choose or create one
            </Button>
          }
        />
      </Page>
    );
  }
  const error = dashboard.error ?? status.error;
  return error ? <Failure error={error} retry={() => void dashboard.refetch()} /> : <Loading />;
}

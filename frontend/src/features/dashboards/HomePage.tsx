import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Page } from "@/shared/Page";
import { Empty, Failure, Loading } from "@/shared/States";
import { DashboardView } from "./DashboardView";
import { defaultDashboardQuery } from "./queries";

/** The default dashboard. */
export function HomePage() {
  const dashboard = useQuery(defaultDashboardQuery);
  if (dashboard.data) {
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
  const { error } = dashboard;
  return error ? <Failure error={error} retry={() => void dashboard.refetch()} /> : <Loading />;
}

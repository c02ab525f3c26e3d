import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Shown } from "@/shared/States";
import { DashboardView } from "./DashboardView";
import { NewDashboard } from "./NewDashboard";
import { dashboardQuery } from "./queries";

/** One dashboard; `/dashboard/new` offers ready-made ones. */
export function DashboardPage() {
  const { id } = useParams({ from: "/dashboard/$id" });
  return id === "new" ? <NewDashboard /> : <Stored id={id} />;
}

function Stored({ id }: { id: string }) {
  return <Shown query={useQuery(dashboardQuery(id))}>{(dashboard) => <DashboardView dashboard={dashboard} />}</Shown>;
}

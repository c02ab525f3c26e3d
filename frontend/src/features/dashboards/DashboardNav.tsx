import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import classes from "./DashboardNav.module.css";
import { dashboardsQuery } from "./queries";

/** The dashboards, for the navigation. */
export default function DashboardNav() {
  const dashboards = useQuery(dashboardsQuery).data ?? [];
  return (
    <ul className={classes.list} aria-label="Dashboards">
      {dashboards.map((dashboard) => (
        <li key={dashboard.id}>
          <Link
            className={classes.link}
            title={dashboard.name}
            activeOptions={{ exact: true, includeSearch: false }}
            {...(dashboard.isDefault ? { to: "/" } : { to: "/dashboard/$id", params: { id: dashboard.id } })}
          >
            {dashboard.name}
          </Link>
        </li>
      ))}
      <li>
        <Link className={classes.link} to="/dashboard/$id" params={{ id: "new" }}>
          New dashboard…
        </Link>
      </li>
    </ul>
  );
}

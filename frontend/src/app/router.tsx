import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Failure, Loading } from "@/shared/States";
import { NotFound } from "./NotFound";
import { only, parseSearch, stringifySearch } from "./search";
import { Shell } from "./Shell";
import { Start } from "./Start";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: only("from", "to", "edit"),
  component: Start,
});

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/dashboard/$id",
  validateSearch: only("from", "to", "edit"),
  component: lazyRouteComponent(() => import("@/features/dashboards/DashboardPage"), "DashboardPage"),
});

const traces = createRoute({
  getParentRoute: () => root,
  path: "/traces",
  validateSearch: only("from", "to", "service", "q", "errors", "min", "all"),
  component: lazyRouteComponent(() => import("@/features/traces/TracesPage"), "TracesPage"),
});

const trace = createRoute({
  getParentRoute: () => root,
  path: "/traces/$id",
  validateSearch: only("span", "q", "focus"),
  component: lazyRouteComponent(() => import("@/features/traces/TracePage"), "TracePage"),
});

const metrics = createRoute({
  getParentRoute: () => root,
  path: "/metrics",
  validateSearch: only("from", "to", "tool", "metric", "service", "interval", "breakdown", "stat", "style"),
  component: lazyRouteComponent(() => import("@/features/metrics/MetricsPage"), "MetricsPage"),
});

const logs = createRoute({
  getParentRoute: () => root,
  path: "/logs",
  validateSearch: only("from", "to", "service", "level", "event", "q", "trace", "tail"),
  component: lazyRouteComponent(() => import("@/features/logs/LogsPage"), "LogsPage"),
});

const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  validateSearch: only("from", "to", "service"),
  component: lazyRouteComponent(() => import("@/features/sessions/SessionsPage"), "SessionsPage"),
});

const session = createRoute({
  getParentRoute: () => root,
  path: "/sessions/$id",
  validateSearch: only("tab", "kind", "q"),
  component: lazyRouteComponent(() => import("@/features/sessions/SessionPage"), "SessionPage"),
});

const projects = createRoute({
  getParentRoute: () => root,
  path: "/projects",
  validateSearch: only("from", "to"),
  component: lazyRouteComponent(() => import("@/features/projects/ProjectsPage"), "ProjectsPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: only("tool"),
  component: lazyRouteComponent(() => import("@/features/setup/SetupPage"), "SetupPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, dashboard, traces, trace, metrics, logs, sessions, session, projects, setup]),
  parseSearch,
  stringifySearch,
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

import { Button, Loader } from "@mantine/core";
import { IconAlertTriangle, IconMoodEmpty } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "@/api/client";
import classes from "./States.module.css";

/** While data is on its way. */
export function Loading({ label = "Loading" }: { label?: string }) {
  return (
    <div className={classes.state} role="status">
      <Loader size="sm" color="gray" />
      <span className="visually-hidden">{label}</span>
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}

/** When there is nothing to show: says why, and what to do. */
export function Empty({ title, children, action, icon }: EmptyProps) {
  return (
    <div className={classes.state}>
      <span className={classes.icon} aria-hidden>
        {icon ?? <IconMoodEmpty size={26} stroke={1.4} />}
      </span>
      <p className={classes.title}>{title}</p>
      {children ? <div className={classes.text}>{children}</div> : null}
      {action}
    </div>
  );
}

/** When something failed: the reason, and a way to try it, and all else that failed, again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const client = useQueryClient();
  const again = () => {
    retry?.();
    void client.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
  };
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className={classes.state} role="alert">
      <span className={classes.bad} aria-hidden>
        <IconAlertTriangle size={26} stroke={1.4} />
      </span>
      <p className={classes.title}>
        {error instanceof ApiError && error.status === 404 ? "Not found" : "Something went wrong"}
      </p>
      <div className={classes.text}>{message}</div>
      {retry ? (
        <Button variant="default" onClick={again}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows a query: its data, even if stale, else the error, else a sign that it is loading. */
export function Shown<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  return query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Loading />;
}

import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import classes from "./ProblemBanner.module.css";

const EVERY_MS = 5000;

/** Says on every screen why the server stores nothing now, until it does again. */
export function ProblemBanner() {
  const { data } = useQuery({ ...statusQuery, refetchInterval: EVERY_MS });
  return data?.problem ? (
    <p className={classes.banner} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span>
        <strong>Nothing is stored now:</strong> {data.problem}
      </span>
    </p>
  ) : null;
}

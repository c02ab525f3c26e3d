import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import classes from "./ProblemBanner.module.css";

const EVERY_MS = 5000;

/** Says on every screen why the server stores nothing now, until it does again; and what it lost or could not save. */
export function ProblemBanner() {
  const { data } = useQuery({ ...statusQuery, refetchInterval: EVERY_MS });
  return (
    <>
      {data?.problem ? <Line lead="Not storing data:" text={data.problem} /> : null}
      {data?.notices.map((notice) => (
        <Line key={notice} text={notice} />
      ))}
    </>
  );
}

function Line({ lead, text }: { lead?: string; text: string }) {
  return (
    <p className={classes.banner} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span>
        {lead ? <strong>{lead} </strong> : null}
        {text}
      </span>
    </p>
  );
}

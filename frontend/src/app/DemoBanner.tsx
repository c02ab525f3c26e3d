import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import classes from "./DemoBanner.module.css";

/** Says that what is shown is a sample. */
export function DemoBanner() {
  const { data } = useQuery(statusQuery);
  if (!data || !("demo" in data && data.demo)) {
    return null;
  }
  return (
    <p className={classes.banner} role="note">
      This is sample data. Restart AI Observer without <code>--demo</code> to see your own tools.
    </p>
  );
}

import classes from "./ToolBadge.module.css";
import { useTools } from "./tools";

interface ToolBadgeProps {
  service: string;
  /** Of the record's tool, where the service's name alone does not say it. */
  toolId?: string | undefined;
  /** Shows the service's own name instead of the tool's title. */
  raw?: boolean;
}

/** A service with its tool's colour. */
export function ToolBadge({ service, toolId, raw = false }: ToolBadgeProps) {
  const tools = useTools();
  const { title, colour } = tools.badgeOf(service, toolId);
  return (
    <span className={classes.badge} title={service}>
      <Dot colour={colour} />
      <span className="clip">{raw ? service : title}</span>
    </span>
  );
}

/** A coloured dot; says nothing by itself. */
export function Dot({ colour }: { colour: string }) {
  return <span className={classes.dot} style={{ background: colour }} aria-hidden />;
}

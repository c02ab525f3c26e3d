import { compact, full } from "@/shared/format";
import classes from "./TokenBar.module.css";
import { type TokenType, tokenShares } from "./tokens";

/** How many tokens, and of which types; what is part of another counts once. */
export function TokenBar({ types, total }: { types: readonly TokenType[]; total: number }) {
  const shares = tokenShares(types);
  const sum = shares.reduce((all, share) => all + share.count, 0);
  const text = types
    .map((type) => `${type.label} ${full(type.count)}${type.partOf ? ` (in ${labelOf(type.partOf, types)})` : ""}`)
    .join("\n");
  return (
    <span className={classes.tokens} title={text || undefined}>
      <span className={classes.track} aria-hidden>
        {shares.map((share) => (
          <span
            key={share.label}
            style={{ width: `${(100 * share.count) / sum}%`, background: share.colour }}
            className={classes.share}
          />
        ))}
      </span>
      <span className="num">{types.length > 0 ? compact(total) : "—"}</span>
    </span>
  );
}

function labelOf(type: string, types: readonly TokenType[]): string {
  return types.find((one) => one.type === type)?.label ?? type;
}

import { useLocation, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { counted } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { SearchField } from "@/shared/SearchField";
import { Stale } from "@/shared/Stale";
import { Empty, Shown } from "@/shared/States";
import { useSetSearch } from "@/shared/useRange";
import { turnIn } from "./address";
import classes from "./Conversation.module.css";
import type { TurnView } from "./model";
import { OriginNote } from "./OriginNote";
import { TurnList } from "./TurnList";
import { turnsOf } from "./turns";
import { useConversation, useSessionLedger } from "./useConversation";

/** What was said and done in a session, turn by turn, with what each cost. */
export function Conversation({ id }: { id: string }) {
  const wanted = useSearch({ from: "/sessions/$id" }).q;
  const target = turnIn(useLocation().hash);
  const setSearch = useSetSearch();
  const said = useConversation(id, wanted, target !== undefined);
  const ledger = useSessionLedger(id);
  const [first] = said.data?.pages ?? [];
  const messages = useMemo(() => said.data?.pages.flatMap((page) => page.messages) ?? [], [said.data]);
  const turns = useMemo(
    () =>
      ledger.data ? turnsOf({ ...ledger.data, messages, hasMore: said.hasNextPage, isSearch: Boolean(wanted) }) : [],
    [ledger.data, messages, said.hasNextPage, wanted],
  );
  const hasText = first?.origin === "stored" || first?.origin === "disk";
  const query = {
    data: ledger.data && said.data,
    error: said.error ?? ledger.error,
    refetch: () => void Promise.all([said.refetch(), ledger.refetch()]),
  };
  const stale = said.isRefetchError ? said : ledger.isRefetchError ? ledger : undefined;
  return (
    <Panel
      flush
      label="Conversation"
      className={classes.panel}
      title={hasText ? countOf(wanted, first?.total ?? 0, countTurns(turns, ledger.data, said.hasNextPage)) : "Turns"}
      aside={
        hasText ? (
          <SearchField
            main
            className={classes.search}
            label="Search conversation"
            value={wanted}
            onChange={(q) => setSearch({ q }, true)}
          />
        ) : null
      }
    >
      {stale ? <Stale error={stale.error} retry={() => void stale.refetch()} /> : null}
      <Shown query={query}>
        {() => (
          <>
            {first ? <OriginNote told={first} /> : null}
            {turns.length > 0 ? (
              <TurnList
                key={wanted ?? ""}
                turns={turns}
                wanted={wanted}
                target={target}
                loaded={messages.length}
                total={first?.total ?? 0}
                more={said}
              />
            ) : (
              <Empty title={wanted ? "No messages with this text" : "Nothing is known of what happened"} />
            )}
          </>
        )}
      </Shown>
    </Panel>
  );
}

function countOf(wanted: string | undefined, messages: number, turns: number): string {
  return wanted
    ? `${counted(messages, "message")} with “${wanted}”`
    : `${counted(turns, "turn")}, ${counted(messages, "message")}`;
}

/** Turns that there are, also those that are not loaded. */
function countTurns(loaded: readonly TurnView[], ledger: { turns: unknown[] } | undefined, hasMore: boolean): number {
  const shown = loaded.filter((turn) => turn.number > 0).length;
  return hasMore ? Math.max(shown, ledger?.turns.length ?? 0) : shown;
}

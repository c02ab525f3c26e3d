import { SummaryText } from "@/shared/SummaryText";
import { pairsIn, short } from "./text";

/** JSON as names and values on a line; anything else as it is. */
export function Pairs({ text }: { text: string }) {
  const pairs = pairsIn(text);
  return <SummaryText summary={pairs ? { pairs } : { text: short(text) }} />;
}

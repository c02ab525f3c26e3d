import { Page } from "@/shared/Page";

export function TracePage() {
  return <Page title="TracePage">{null}</Page>;
}

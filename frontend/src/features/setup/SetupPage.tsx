import { Page } from "@/shared/Page";

export function SetupPage() {
  return <Page title="SetupPage">{null}</Page>;
}

import { CHANNEL_FACTS } from "./channel-facts.ts";
import { CONNECTION_FACTS } from "./connection-facts.ts";
import type { Fact } from "./fact.ts";
import { PAGE_FACTS } from "./page-facts.ts";
import { PUSH_FACTS } from "./push-facts.ts";

/** Everything that the site says about the official client, read off phoenix 1.8.16 (npm). */
export const CLIENT_FACTS: readonly Fact[] = [
  ...CONNECTION_FACTS,
  ...CHANNEL_FACTS,
  ...PUSH_FACTS,
  ...PAGE_FACTS,
];

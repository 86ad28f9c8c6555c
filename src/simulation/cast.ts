import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
import { openPage as onlyConnected } from "../../content/pages/only-connected.js";
import { openPage as ownFromReply } from "../../content/pages/own-from-reply.js";
import { openPage as pushFirst } from "../../content/pages/push-first.js";
import { openPage as seek } from "../../content/pages/seek.js";
import { openPage as twoTopics } from "../../content/pages/two-topics.js";
import { openPage as watch } from "../../content/pages/watch.js";
import { openPage as watchAndHangUp } from "../../content/pages/watch-and-hang-up.js";
import { openPage as watchAndLeave } from "../../content/pages/watch-and-leave.js";
import { forgedTokenFor, tokenFor } from "../apps/videos/tokens.ts";
import type { PageProgram } from "../client/page.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { PageToken } from "../schemas/scenario.ts";
import type { PageProgramName, ServerFileName } from "../schemas/scenario-cast.ts";
import type { Mount } from "../server/endpoint.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  /** Modules in TypeScript in place of the server's files; without it the variant's compiled Elixir runs. */
  readonly serverMounts?: (files: readonly ServerFileName[], kernel: Kernel) => readonly Mount[];
};

/** The program of a page: the very file that the lesson shows. */
function pageProgram(name: PageProgramName): PageProgram {
  switch (name) {
    case "live-only":
      return liveOnly;
    case "last-message":
      return lastMessage;
    case "contiguous":
      return contiguous;
    case "only-connected":
      return onlyConnected;
    case "own-from-reply":
      return ownFromReply;
    case "push-first":
      return pushFirst;
    case "seek":
      return seek;
    case "two-topics":
      return twoTopics;
    case "watch":
      return watch;
    case "watch-and-hang-up":
      return watchAndHangUp;
    case "watch-and-leave":
      return watchAndLeave;
  }
}

/** What stands in a page as its token; empty when the server put none there. */
export function pageToken(user: string, token: PageToken, nowSeconds: number): string {
  switch (token.is) {
    case "signed":
      return tokenFor(user, nowSeconds - token.ageSeconds);
    case "forged":
      return forgedTokenFor(user, nowSeconds);
    case "missing":
      return "";
  }
}

/** The lessons' own pages, and their channels as they are. */
export const SITE_CAST: Cast = { pageProgram };

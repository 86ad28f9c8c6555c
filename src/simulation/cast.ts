import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
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

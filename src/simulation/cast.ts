import { forgedTokenFor, tokenFor } from "../apps/videos/tokens.ts";
import type { PageProgram } from "../client/page.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Later } from "../loading/later.ts";
import type { PageProgramName, ServerFileName } from "../schemas/scenario-cast.ts";
import type { Mount } from "../server/endpoint.ts";
import type { PageToken } from "../trace/page-token.ts";
import type { WildPageName } from "./wild-pages.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  /** Modules in TypeScript in place of the server's files; without it the variant's compiled Elixir runs. */
  readonly serverMounts?: (files: readonly ServerFileName[], kernel: Kernel) => readonly Mount[];
};

type LatePage = Later<{ readonly openPage: PageProgram }>;

/** The programs of pages: the very files that the lessons show. */
const PAGES: { readonly [Name in Exclude<PageProgramName, WildPageName>]: LatePage } = {
  acknowledged: new Later(() => import("../../content/pages/acknowledged.js")),
  "any-topic": new Later(() => import("../../content/pages/any-topic.js")),
  "auth-token": new Later(() => import("../../content/pages/auth-token.js")),
  contiguous: new Later(() => import("../../content/pages/contiguous.js")),
  countdown: new Later(() => import("../../content/pages/countdown.js")),
  exporting: new Later(() => import("../../content/pages/exporting.js")),
  "last-message": new Later(() => import("../../content/pages/last-message.js")),
  listening: new Later(() => import("../../content/pages/listening.js")),
  "live-only": new Later(() => import("../../content/pages/live-only.js")),
  marks: new Later(() => import("../../content/pages/marks.js")),
  muting: new Later(() => import("../../content/pages/muting.js")),
  "only-connected": new Later(() => import("../../content/pages/only-connected.js")),
  "own-from-reply": new Later(() => import("../../content/pages/own-from-reply.js")),
  "params-object": new Later(() => import("../../content/pages/params-object.js")),
  "params-property": new Later(() => import("../../content/pages/params-property.js")),
  "push-first": new Later(() => import("../../content/pages/push-first.js")),
  resume: new Later(() => import("../../content/pages/resume.js")),
  seek: new Later(() => import("../../content/pages/seek.js")),
  "sends-again": new Later(() => import("../../content/pages/sends-again.js")),
  skip: new Later(() => import("../../content/pages/skip.js")),
  "takes-either": new Later(() => import("../../content/pages/takes-either.js")),
  "token-if-any": new Later(() => import("../../content/pages/token-if-any.js")),
  "token-renewed": new Later(() => import("../../content/pages/token-renewed.js")),
  "two-topics": new Later(() => import("../../content/pages/two-topics.js")),
  "two-videos": new Later(() => import("../../content/pages/two-videos.js")),
  watch: new Later(() => import("../../content/pages/watch.js")),
  "watch-and-hang-up": new Later(() => import("../../content/pages/watch-and-hang-up.js")),
  "watch-and-leave": new Later(() => import("../../content/pages/watch-and-leave.js")),
};

/** The table of those that the gallery and the course's last part show. */
const WILD = new Later(() => import("./wild-pages.ts"));

function isWild(name: PageProgramName): name is WildPageName {
  return !Object.hasOwn(PAGES, name);
}

function pageProgram(name: PageProgramName): PageProgram {
  return (isWild(name) ? WILD.now.WILD_PAGES[name] : PAGES[name]).now.openPage;
}

/** What stands in a page as its token; empty when the server put none there. */
export function pageToken(user: string, token: PageToken, nowSeconds: number, secret: string): string {
  switch (token.is) {
    case "signed":
      return tokenFor(user, nowSeconds - token.ageSeconds, secret);
    case "forged":
      return forgedTokenFor(user, nowSeconds);
    case "missing":
      return "";
  }
}

/** The lessons' own pages, and their channels as they are. */
export const SITE_CAST: Cast = { pageProgram };

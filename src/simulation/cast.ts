import { forgedTokenFor, tokenFor } from "../apps/videos/tokens.ts";
import type { PageProgram } from "../client/page.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Later } from "../loading/later.ts";
import type { PageProgramName, ServerFileName } from "../schemas/scenario-cast.ts";
import type { Mount } from "../server/endpoint.ts";
import type { PageToken } from "../trace/page-token.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  /** Modules in TypeScript in place of the server's files; without it the variant's compiled Elixir runs. */
  readonly serverMounts?: (files: readonly ServerFileName[], kernel: Kernel) => readonly Mount[];
};

/** The programs of pages: the very files that the lessons show. */
const PAGES: { readonly [Name in PageProgramName]: Later<{ readonly openPage: PageProgram }> } = {
  acknowledged: new Later(() => import("../../content/pages/acknowledged.js")),
  "any-topic": new Later(() => import("../../content/pages/any-topic.js")),
  "asks-why": new Later(() => import("../../content/pages/asks-why.js")),
  "auth-token": new Later(() => import("../../content/pages/auth-token.js")),
  "back-in-a-while": new Later(() => import("../../content/pages/back-in-a-while.js")),
  "back-in-turn": new Later(() => import("../../content/pages/back-in-turn.js")),
  "brisk-heartbeat": new Later(() => import("../../content/pages/brisk-heartbeat.js")),
  "catch-up-gapless": new Later(() => import("../../content/pages/catch-up-gapless.js")),
  "catch-up-guarded": new Later(() => import("../../content/pages/catch-up-guarded.js")),
  "catch-up-highest": new Later(() => import("../../content/pages/catch-up-highest.js")),
  "catch-up-last": new Later(() => import("../../content/pages/catch-up-last.js")),
  "catch-up-merged": new Later(() => import("../../content/pages/catch-up-merged.js")),
  contiguous: new Later(() => import("../../content/pages/contiguous.js")),
  countdown: new Later(() => import("../../content/pages/countdown.js")),
  exporting: new Later(() => import("../../content/pages/exporting.js")),
  film: new Later(() => import("../../content/pages/film.js")),
  "hangs-up-at-1000": new Later(() => import("../../content/pages/hangs-up-at-1000.js")),
  "hangs-up-when-clean": new Later(() => import("../../content/pages/hangs-up-when-clean.js")),
  "here-on-laptop": new Later(() => import("../../content/pages/here-on-laptop.js")),
  "here-on-phone": new Later(() => import("../../content/pages/here-on-phone.js")),
  "in-step": new Later(() => import("../../content/pages/in-step.js")),
  "joins-on-error": new Later(() => import("../../content/pages/joins-on-error.js")),
  "joins-on-open": new Later(() => import("../../content/pages/joins-on-open.js")),
  "last-message": new Later(() => import("../../content/pages/last-message.js")),
  latest: new Later(() => import("../../content/pages/latest.js")),
  listening: new Later(() => import("../../content/pages/listening.js")),
  "listens-on-ok": new Later(() => import("../../content/pages/listens-on-ok.js")),
  "listens-on-open": new Later(() => import("../../content/pages/listens-on-open.js")),
  "listens-once": new Later(() => import("../../content/pages/listens-once.js")),
  "live-only": new Later(() => import("../../content/pages/live-only.js")),
  lobby: new Later(() => import("../../content/pages/lobby.js")),
  marks: new Later(() => import("../../content/pages/marks.js")),
  muting: new Later(() => import("../../content/pages/muting.js")),
  "only-connected": new Later(() => import("../../content/pages/only-connected.js")),
  "out-of-step": new Later(() => import("../../content/pages/out-of-step.js")),
  outbox: new Later(() => import("../../content/pages/outbox.js")),
  "own-from-reply": new Later(() => import("../../content/pages/own-from-reply.js")),
  "params-object": new Later(() => import("../../content/pages/params-object.js")),
  "params-property": new Later(() => import("../../content/pages/params-property.js")),
  "params-reassigned": new Later(() => import("../../content/pages/params-reassigned.js")),
  "picture-array": new Later(() => import("../../content/pages/picture-array.js")),
  "picture-base64": new Later(() => import("../../content/pages/picture-base64.js")),
  "picture-buffer": new Later(() => import("../../content/pages/picture-buffer.js")),
  "picture-bytes": new Later(() => import("../../content/pages/picture-bytes.js")),
  "picture-in-object": new Later(() => import("../../content/pages/picture-in-object.js")),
  "push-first": new Later(() => import("../../content/pages/push-first.js")),
  "reopens-anew": new Later(() => import("../../content/pages/reopens-anew.js")),
  "reopens-same": new Later(() => import("../../content/pages/reopens-same.js")),
  resume: new Later(() => import("../../content/pages/resume.js")),
  seek: new Later(() => import("../../content/pages/seek.js")),
  "sends-again": new Later(() => import("../../content/pages/sends-again.js")),
  "sends-once": new Later(() => import("../../content/pages/sends-once.js")),
  "sends-patiently": new Later(() => import("../../content/pages/sends-patiently.js")),
  "several-videos": new Later(() => import("../../content/pages/several-videos.js")),
  skip: new Later(() => import("../../content/pages/skip.js")),
  "skips-own": new Later(() => import("../../content/pages/skips-own.js")),
  "takes-either": new Later(() => import("../../content/pages/takes-either.js")),
  "tells-state": new Later(() => import("../../content/pages/tells-state.js")),
  "token-if-any": new Later(() => import("../../content/pages/token-if-any.js")),
  "token-renewed": new Later(() => import("../../content/pages/token-renewed.js")),
  "token-same": new Later(() => import("../../content/pages/token-same.js")),
  "two-parts": new Later(() => import("../../content/pages/two-parts.js")),
  "two-parts-shared": new Later(() => import("../../content/pages/two-parts-shared.js")),
  "two-topics": new Later(() => import("../../content/pages/two-topics.js")),
  "two-videos": new Later(() => import("../../content/pages/two-videos.js")),
  "waits-long": new Later(() => import("../../content/pages/waits-long.js")),
  watch: new Later(() => import("../../content/pages/watch.js")),
  "watch-and-hang-up": new Later(() => import("../../content/pages/watch-and-hang-up.js")),
  "watch-and-leave": new Later(() => import("../../content/pages/watch-and-leave.js")),
  "who-is-here": new Later(() => import("../../content/pages/who-is-here.js")),
  "who-is-here-by-hand": new Later(() => import("../../content/pages/who-is-here-by-hand.js")),
  "who-is-here-metas": new Later(() => import("../../content/pages/who-is-here-metas.js")),
};

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
export const SITE_CAST: Cast = { pageProgram: (name) => PAGES[name].now.openPage };

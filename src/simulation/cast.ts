import { openPage as acknowledged } from "../../content/pages/acknowledged.js";
import { openPage as anyTopic } from "../../content/pages/any-topic.js";
import { openPage as authToken } from "../../content/pages/auth-token.js";
import { openPage as catchUpGuarded } from "../../content/pages/catch-up-guarded.js";
import { openPage as catchUpLast } from "../../content/pages/catch-up-last.js";
import { openPage as catchUpMerged } from "../../content/pages/catch-up-merged.js";
import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as countdown } from "../../content/pages/countdown.js";
import { openPage as exporting } from "../../content/pages/exporting.js";
import { openPage as joinsOnError } from "../../content/pages/joins-on-error.js";
import { openPage as joinsOnOpen } from "../../content/pages/joins-on-open.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as listening } from "../../content/pages/listening.js";
import { openPage as listensOnOk } from "../../content/pages/listens-on-ok.js";
import { openPage as listensOnOpen } from "../../content/pages/listens-on-open.js";
import { openPage as listensOnce } from "../../content/pages/listens-once.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
import { openPage as lobby } from "../../content/pages/lobby.js";
import { openPage as marks } from "../../content/pages/marks.js";
import { openPage as muting } from "../../content/pages/muting.js";
import { openPage as onlyConnected } from "../../content/pages/only-connected.js";
import { openPage as outbox } from "../../content/pages/outbox.js";
import { openPage as ownFromReply } from "../../content/pages/own-from-reply.js";
import { openPage as paramsObject } from "../../content/pages/params-object.js";
import { openPage as paramsProperty } from "../../content/pages/params-property.js";
import { openPage as pushFirst } from "../../content/pages/push-first.js";
import { openPage as reopensAnew } from "../../content/pages/reopens-anew.js";
import { openPage as reopensSame } from "../../content/pages/reopens-same.js";
import { openPage as resume } from "../../content/pages/resume.js";
import { openPage as seek } from "../../content/pages/seek.js";
import { openPage as sendsOnce } from "../../content/pages/sends-once.js";
import { openPage as sendsPatiently } from "../../content/pages/sends-patiently.js";
import { openPage as skip } from "../../content/pages/skip.js";
import { openPage as tokenRenewed } from "../../content/pages/token-renewed.js";
import { openPage as twoParts } from "../../content/pages/two-parts.js";
import { openPage as twoPartsShared } from "../../content/pages/two-parts-shared.js";
import { openPage as twoTopics } from "../../content/pages/two-topics.js";
import { openPage as twoVideos } from "../../content/pages/two-videos.js";
import { openPage as watch } from "../../content/pages/watch.js";
import { openPage as watchAndHangUp } from "../../content/pages/watch-and-hang-up.js";
import { openPage as watchAndLeave } from "../../content/pages/watch-and-leave.js";
import { forgedTokenFor, tokenFor } from "../apps/videos/tokens.ts";
import type { PageProgram } from "../client/page.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { PageProgramName, ServerFileName } from "../schemas/scenario-cast.ts";
import type { Mount } from "../server/endpoint.ts";
import type { PageToken } from "../trace/page-token.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  /** Modules in TypeScript in place of the server's files; without it the variant's compiled Elixir runs. */
  readonly serverMounts?: (files: readonly ServerFileName[], kernel: Kernel) => readonly Mount[];
};

/** The program of a page: the very file that the lesson shows. */
function pageProgram(name: PageProgramName): PageProgram {
  switch (name) {
    case "any-topic":
      return anyTopic;
    case "countdown":
      return countdown;
    case "marks":
      return marks;
    case "resume":
      return resume;
    case "skip":
      return skip;
    case "two-videos":
      return twoVideos;
    case "listens-on-ok":
      return listensOnOk;
    case "listens-once":
      return listensOnce;
    case "listens-on-open":
      return listensOnOpen;
    case "catch-up-guarded":
      return catchUpGuarded;
    case "catch-up-last":
      return catchUpLast;
    case "catch-up-merged":
      return catchUpMerged;
    case "outbox":
      return outbox;
    case "sends-once":
      return sendsOnce;
    case "sends-patiently":
      return sendsPatiently;
    case "two-parts":
      return twoParts;
    case "two-parts-shared":
      return twoPartsShared;
    case "joins-on-open":
      return joinsOnOpen;
    case "reopens-anew":
      return reopensAnew;
    case "reopens-same":
      return reopensSame;
    case "lobby":
      return lobby;
    case "joins-on-error":
      return joinsOnError;
    case "live-only":
      return liveOnly;
    case "last-message":
      return lastMessage;
    case "contiguous":
      return contiguous;
    case "token-renewed":
      return tokenRenewed;
    case "params-property":
      return paramsProperty;
    case "params-object":
      return paramsObject;
    case "muting":
      return muting;
    case "listening":
      return listening;
    case "exporting":
      return exporting;
    case "auth-token":
      return authToken;
    case "acknowledged":
      return acknowledged;
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

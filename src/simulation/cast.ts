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
import type { AnnotationStore } from "../apps/videos/annotation-store.ts";
import { forgedTokenFor, tokenFor, userSocketMount } from "../apps/videos/user-socket.ts";
import { liveOnlyChannel, queryAfterJoinChannel, queryInJoinChannel } from "../apps/videos/video-channel.ts";
import type { PageProgram } from "../client/page.ts";
import type { PageToken } from "../schemas/scenario.ts";
import type { PageProgramName, ServerFileName } from "../schemas/scenario-cast.ts";
import type { ChannelModule } from "../server/channel-module.ts";
import type { Mount } from "../server/endpoint.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  /** What the server's files mount. */
  readonly serverMounts: (files: readonly ServerFileName[], store: AnnotationStore) => readonly Mount[];
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

function serverMounts(files: readonly ServerFileName[], store: AnnotationStore): readonly Mount[] {
  return files.flatMap((file) => channelIn(file)?.(store) ?? []).map(userSocketMount);
}

/** The twin of a file that holds a channel; null when it holds something else. */
function channelIn(file: ServerFileName): ((store: AnnotationStore) => ChannelModule) | null {
  switch (file) {
    case "user_socket":
      return null;
    case "video_channel_live_only":
      return liveOnlyChannel;
    case "video_channel_query_in_join":
      return queryInJoinChannel;
    case "video_channel_query_after_join":
      return queryAfterJoinChannel;
    default:
      throw new RangeError(`${file} has no twin: only its Elixir can run`);
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

/** The lessons' own pages and channels. */
export const SITE_CAST: Cast = { pageProgram, serverMounts };

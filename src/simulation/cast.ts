import { openPage as anyTopic } from "../../content/pages/any-topic.js";
import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as countdown } from "../../content/pages/countdown.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
import { openPage as marks } from "../../content/pages/marks.js";
import { openPage as resume } from "../../content/pages/resume.js";
import { openPage as skip } from "../../content/pages/skip.js";
import { openPage as twoVideos } from "../../content/pages/two-videos.js";
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
    case "any-topic":
      return anyTopic;
    case "contiguous":
      return contiguous;
    case "countdown":
      return countdown;
    case "last-message":
      return lastMessage;
    case "live-only":
      return liveOnly;
    case "marks":
      return marks;
    case "resume":
      return resume;
    case "skip":
      return skip;
    case "two-videos":
      return twoVideos;
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
    case "video_channel_countdown":
    case "video_channel_marks":
    case "video_channel_resume":
    case "video_channel_skip":
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

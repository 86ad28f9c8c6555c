import { openPage as acknowledged } from "../../content/pages/acknowledged.js";
import { openPage as authToken } from "../../content/pages/auth-token.js";
import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as exporting } from "../../content/pages/exporting.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as listening } from "../../content/pages/listening.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
import { openPage as muting } from "../../content/pages/muting.js";
import { openPage as paramsObject } from "../../content/pages/params-object.js";
import { openPage as paramsProperty } from "../../content/pages/params-property.js";
import { openPage as tokenRenewed } from "../../content/pages/token-renewed.js";
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
    case "acknowledged":
      return acknowledged;
    case "auth-token":
      return authToken;
    case "exporting":
      return exporting;
    case "listening":
      return listening;
    case "muting":
      return muting;
    case "token-renewed":
      return tokenRenewed;
    case "params-object":
      return paramsObject;
    case "params-property":
      return paramsProperty;
  }
}

function serverMounts(files: readonly ServerFileName[], store: AnnotationStore): readonly Mount[] {
  return files.flatMap((file) => channelIn(file)?.(store) ?? []).map(userSocketMount);
}

/** The twin of a file that holds a channel; null when it has none. */
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
      return null;
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

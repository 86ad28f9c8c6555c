import { openPage as contiguous } from "../../content/pages/contiguous.js";
import { openPage as lastMessage } from "../../content/pages/last-message.js";
import { openPage as liveOnly } from "../../content/pages/live-only.js";
import type { AnnotationStore } from "../apps/videos/annotation-store.ts";
import { liveOnlyChannel, queryAfterJoinChannel, queryInJoinChannel } from "../apps/videos/video-channel.ts";
import type { PageProgram } from "../client/page.ts";
import type { ChannelModuleName, PageProgramName } from "../schemas/scenario.ts";
import type { ChannelModule } from "../server/channel-module.ts";

/** Who plays the parts that a scenario names. */
export type Cast = {
  readonly pageProgram: (name: PageProgramName) => PageProgram;
  readonly channelModule: (name: ChannelModuleName, store: AnnotationStore) => ChannelModule;
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

/** The channel module that serves `videos:*`. */
function channelModule(name: ChannelModuleName, store: AnnotationStore): ChannelModule {
  switch (name) {
    case "live_only":
      return liveOnlyChannel(store);
    case "query_in_join":
      return queryInJoinChannel(store);
    case "query_after_join":
      return queryAfterJoinChannel(store);
  }
}

/** The lessons' own pages and channels. */
export const SITE_CAST: Cast = { pageProgram, channelModule };

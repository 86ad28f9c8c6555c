/**
 * What a scenario can put on the stage. A test holds these lists against the folders: a new file needs its name here.
 */

/** Page programs: `content/pages/<name>.js`. */
export const PAGE_PROGRAMS = [
  "contiguous",
  "last-message",
  "live-only",
  "only-connected",
  "own-from-reply",
  "push-first",
  "seek",
  "two-topics",
  "watch",
  "watch-and-hang-up",
  "watch-and-leave",
] as const;
/** Modules of the server: `content/channels/<name>.ex`. */
export const SERVER_FILES = [
  "lobby_channel",
  "user_socket",
  "user_socket_no_id",
  "user_socket_quarter_hour",
  "user_socket_routes",
  "user_socket_shared_id",
  "video_channel_draft",
  "video_channel_live_only",
  "video_channel_query_after_join",
  "video_channel_query_in_join",
  "video_channel_seek",
  "video_channel_seek_bare",
  "video_channel_seek_lost",
  "video_channel_to_all",
  "video_channel_to_others",
  "video_channel_with_id",
] as const;

export type PageProgramName = (typeof PAGE_PROGRAMS)[number];
export type ServerFileName = (typeof SERVER_FILES)[number];

/**
 * What a scenario can put on the stage. A test holds these lists against the folders: a new file needs its name here.
 */

/** Page programs: `content/pages/<name>.js`. */
export const PAGE_PROGRAMS = [
  "any-topic",
  "contiguous",
  "countdown",
  "last-message",
  "live-only",
  "marks",
  "resume",
  "skip",
  "two-videos",
] as const;
/** Modules of the server: `content/channels/<name>.ex`. */
export const SERVER_FILES = [
  "user_socket",
  "video_channel_countdown",
  "video_channel_live_only",
  "video_channel_marks",
  "video_channel_query_after_join",
  "video_channel_query_in_join",
  "video_channel_resume",
  "video_channel_skip",
] as const;

export type PageProgramName = (typeof PAGE_PROGRAMS)[number];
export type ServerFileName = (typeof SERVER_FILES)[number];

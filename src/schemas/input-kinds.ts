import type { InputKind } from "../trace/input.ts";

/** Every kind of input, for schemas that name them. */
export const INPUT_KINDS = [
  "open_page",
  "disconnect",
  "connect",
  "annotate",
  "push",
  "join",
  "leave",
  "press",
  "pull_cable",
  "plug_cable",
  "silence_link",
  "restore_link",
  "reset_link",
  "restart_server",
  "stop_server",
  "start_server",
  "crash_channel",
  "broadcast",
  "hide_page",
  "show_page",
] as const satisfies readonly InputKind[];

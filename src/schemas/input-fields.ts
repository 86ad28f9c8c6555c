import type { Input, InputKind } from "../trace/input.ts";

/** What can stand in a field of an input. */
export type InputField =
  | "client"
  | "text"
  | "node"
  | "close code"
  | "down time"
  | "clock time"
  | "object"
  | "stop"
  | "secret"
  | "link"
  | "token";

/** Fields and kinds that are missing here, or are none of an input, do not compile. */
type InputFields = {
  readonly [Kind in InputKind]: {
    readonly [Name in Exclude<keyof Extract<Input, { readonly kind: Kind }>, "kind">]-?: InputField;
  };
};

const CLIENT = { client: "client" } as const;
const TOPIC = { ...CLIENT, topic: "text" } as const;

/**
 * What each kind of input holds besides its kind (src/trace/input.ts): for whatever takes some in from outside, with zod
 * (input-shape.ts) or, where a page has no room for that, without.
 */
export const INPUT_FIELDS: InputFields = {
  open_page: CLIENT,
  add_viewer: { ...CLIENT, name: "text", user: "text", token: "token", link: "link" },
  add_tab: { ...CLIENT, name: "text", of: "client" },
  close_page: CLIENT,
  disconnect: CLIENT,
  connect: CLIENT,
  annotate: { ...CLIENT, body: "text" },
  push: { ...TOPIC, event: "text", payload: "object" },
  join: { ...TOPIC, params: "object" },
  leave: TOPIC,
  press: { ...CLIENT, button: "text", text: "text" },
  pull_cable: CLIENT,
  plug_cable: CLIENT,
  silence_link: CLIENT,
  restore_link: CLIENT,
  change_link: { ...CLIENT, link: "link" },
  reset_link: CLIENT,
  close_connection: { ...CLIENT, code: "close code" },
  restart_server: { how: "stop", downMs: "down time", secret: "secret", node: "node" },
  stop_server: { how: "stop", node: "node" },
  start_server: { node: "node" },
  netsplit: {},
  heal: {},
  advance_clock: { byMs: "clock time" },
  crash_channel: TOPIC,
  broadcast: { topic: "text", event: "text", payload: "object", node: "node" },
  hide_page: CLIENT,
  show_page: CLIENT,
  leave_page: CLIENT,
  return_to_page: CLIENT,
  close_laptop: CLIENT,
  open_laptop: CLIENT,
};

/** Every kind of input, for schemas that name them. */
export const INPUT_KINDS = Object.keys(INPUT_FIELDS) as [InputKind, ...InputKind[]]; // the table's own keys

import type { Input } from "../../trace/input.ts";

/** What each kind of input holds besides its kind. A kind that is missing here does not compile. */
type Field = "text" | "node" | "count" | "object" | "stop" | "secret" | "link" | "token";

type Fields = { readonly [kind in Input["kind"]]: { readonly [field: string]: Field } };

const CLIENT = { client: "text" } as const;
const TOPIC = { client: "text", topic: "text" } as const;

export const INPUT_FIELDS: Fields = {
  open_page: CLIENT,
  add_viewer: { client: "text", name: "text", user: "text", token: "token", link: "link" },
  add_tab: { client: "text", name: "text", of: "text" },
  close_page: CLIENT,
  disconnect: CLIENT,
  connect: CLIENT,
  annotate: { client: "text", body: "text" },
  push: { ...TOPIC, event: "text", payload: "object" },
  join: { ...TOPIC, params: "object" },
  leave: TOPIC,
  press: { client: "text", button: "text", text: "text" },
  pull_cable: CLIENT,
  plug_cable: CLIENT,
  silence_link: CLIENT,
  restore_link: CLIENT,
  change_link: { client: "text", link: "link" },
  reset_link: CLIENT,
  close_connection: { client: "text", code: "count" },
  restart_server: { how: "stop", downMs: "count", secret: "secret", node: "node" },
  stop_server: { how: "stop", node: "node" },
  start_server: { node: "node" },
  netsplit: {},
  heal: {},
  advance_clock: { byMs: "count" },
  crash_channel: TOPIC,
  broadcast: { topic: "text", event: "text", payload: "object", node: "node" },
  hide_page: CLIENT,
  show_page: CLIENT,
  leave_page: CLIENT,
  return_to_page: CLIENT,
  close_laptop: CLIENT,
  open_laptop: CLIENT,
};

/** Whether a value that was read from a file fits its field. */
export function fits(field: Field, value: unknown): boolean {
  switch (field) {
    case "text":
      return typeof value === "string" && value.length <= 2000;
    case "node":
      return value === undefined || (typeof value === "string" && value.length <= 40);
    case "count":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "secret":
      return value === undefined || value === "changed";
    case "link":
      return isLink(value);
    case "token":
      return isToken(value);
    case "stop":
      return value === "graceful" || value === "kill";
  }
}

function isLink(value: unknown): boolean {
  const { latencyMs, jitterMs, bytesPerSecond, ...more } = partsOf(value);
  return (
    Object.keys(more).length === 0 &&
    fits("count", latencyMs) &&
    fits("count", jitterMs) &&
    (bytesPerSecond === null || (fits("count", bytesPerSecond) && Number(bytesPerSecond) > 0))
  );
}

function isToken(value: unknown): boolean {
  const { is, ageSeconds, ...more } = partsOf(value);
  if (Object.keys(more).length > 0) return false;
  if (is === "signed")
    return typeof ageSeconds === "number" && ageSeconds >= 0 && Number.isFinite(ageSeconds);
  return (is === "forged" || is === "missing") && ageSeconds === undefined;
}

function partsOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

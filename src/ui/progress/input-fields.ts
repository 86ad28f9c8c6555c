import type { Input } from "../../trace/input.ts";

/** What each kind of input holds besides its kind. A kind that is missing here does not compile. */
type Field = "text" | "count" | "object" | "stop" | "secret" | "link";

type Fields = { readonly [kind in Input["kind"]]: { readonly [field: string]: Field } };

const CLIENT = { client: "text" } as const;
const TOPIC = { client: "text", topic: "text" } as const;

export const INPUT_FIELDS: Fields = {
  open_page: CLIENT,
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
  restart_server: { how: "stop", downMs: "count", secret: "secret" },
  stop_server: { how: "stop" },
  start_server: {},
  advance_clock: { byMs: "count" },
  crash_channel: TOPIC,
  broadcast: { topic: "text", event: "text", payload: "object" },
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
    case "count":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "secret":
      return value === undefined || value === "changed";
    case "link":
      return isLink(value);
    case "stop":
      return value === "graceful" || value === "kill";
  }
}

function isLink(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 3) return false;
  const { latencyMs, jitterMs, bytesPerSecond } = value as { readonly [key: string]: unknown }; // any object
  return (
    fits("count", latencyMs) &&
    fits("count", jitterMs) &&
    (bytesPerSecond === null || (fits("count", bytesPerSecond) && Number(bytesPerSecond) > 0))
  );
}

import type { JsonObject } from "../../protocol/json.ts";
import type { Values } from "./action.ts";
import { json, text } from "./form-field.ts";
import { objectIn, wordIn } from "./reading.ts";

/** The fields of a form for an event on a topic, pushed or broadcast; `topics` are proposed. */
export function eventFields(topics: readonly string[]) {
  return [
    text("topic", "Topic", topics[0] ?? "", topics),
    text("event", "Event"),
    json("payload", "Payload"),
  ];
}

/** What stands in them. Throws a `Mistake`. */
export function eventIn(values: Values): {
  readonly topic: string;
  readonly event: string;
  readonly payload: JsonObject;
} {
  return {
    topic: wordIn(values, "topic", "The topic"),
    event: wordIn(values, "event", "The name of the event"),
    payload: objectIn(values, "payload", "The payload"),
  };
}

import type { JsonValue } from "../protocol/json.ts";

/** Somebody who is present on a topic, by key: one meta for each process that is tracked under it. */
export type Present = { readonly key: string; readonly metas: readonly JsonValue[] };

/** Who is present on a topic, as the server's table or a client has it. */
export type TopicPresence = { readonly topic: string; readonly present: readonly Present[] };

import { sha256 } from "@noble/hashes/sha2.js";
import { deflateSync, Inflate } from "fflate";
import { decodeBase64Url, encodeBase64Url } from "../protocol/base64-url.ts";
import type { ClientId, Seq } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import { addedBy } from "../trace/viewer.ts";
import { atMs, clientId, timedInputs } from "./input-shape.ts";
import { jsonDepth } from "./json-text.ts";
import { z } from "./page-zod.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import { DIGEST } from "./trace-digest.ts";

/** A run at one of its moments, as a link carries it: with the site that it leads to, it is the whole run. */
export type RunLink = {
  /** Id of the scenario. */
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  /** What was done; null: what the scenario's script does. */
  readonly inputs: readonly TimedInput[] | null;
  /** When the reader took over, in virtual milliseconds; null when they did not. */
  readonly tookOverMs: number | null;
  /** How far the run went, in virtual milliseconds. */
  readonly untilMs: number;
  /** The moment that it shows. */
  readonly seq: Seq;
  readonly view: RunLinkView;
  /** Of the run's trace (trace-digest.ts): whether the site still plays the same. */
  readonly digest: string;
  /**
   * Elixir and programs of pages that somebody has changed, by the names of their files. Who opens such a link must show
   * the text and be told to go on before any of it is run (src/ui/share/linked-code.ts).
   */
  readonly code: readonly EditedFile[];
};

/** How the simulator shows the run. */
export type RunLinkView = {
  /** Id of the panel; one that the simulator does not have is passed over. */
  readonly panel: string;
  readonly viewer: ClientId | null;
  /** How much of the screen a stretch of time takes; 1 is as the page was built. */
  readonly zoom: number;
  /** The event whose causes and effects are lit; null: none. */
  readonly picked: Seq | null;
};

export type EditedFile = { readonly file: string; readonly text: string };

export type WrittenLink =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

export type ReadLink =
  | { readonly ok: true; readonly link: RunLink }
  | { readonly ok: false; readonly fault: LinkFault; readonly message: string };

/** `damaged`: not what any site made. `newer`: of a format that this site does not know. `unfit`: no run. */
export type LinkFault = "damaged" | "newer" | "unfit";

/** The newest format of the links that are made here. Whoever changes `shape` below counts it up. */
const VERSION = 2;
/** The format without zoom and picked event: a link that needs neither is made as ever. */
const PLAIN_VERSION = 1;

export const LINK_LIMITS = {
  /** Characters of a link's text: longer ones are cut off by too many programs. */
  characters: 32_768,
  /** Of the run as JSON: nothing that a link holds may grow beyond it. */
  jsonBytes: 256 * 1024,
  /** Brackets within brackets, in payloads. */
  depth: 64,
} as const;

/** Before the compressed bytes: the first bytes of their SHA-256. */
const CHECK_BYTES = 8;

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/);

const place = z
  .int()
  .min(0)
  .max(10_000_000)
  .transform((seq) => seq as Seq); // a place in the trace that the link's own run has

const shape = z.strictObject({
  scenario: name,
  variant: name,
  seed: z.int().min(0).max(0xffff_ffff),
  inputs: timedInputs.nullable(),
  tookOverMs: atMs.nullable(),
  untilMs: atMs,
  seq: place,
  view: z.strictObject({
    panel: name,
    viewer: clientId.nullable(),
    zoom: z.number().min(0.001).max(100).default(1),
    picked: place.nullable().default(null),
  }),
  digest: z.string().regex(DIGEST),
  code: z
    .array(
      z.strictObject({
        file: z.string().regex(/^[a-z](?:[a-z0-9_]{0,79}\.ex|[a-z0-9-]{0,79}\.js)$/),
        text: z.string().max(64 * 1024),
      }),
    )
    .max(12)
    .readonly()
    .default([]),
});

/** The text of a link, without the address before it. It says in words why a run does not fit into one. */
export function writeRunLink(link: RunLink): WrittenLink {
  const { code, view, ...rest } = link;
  const { zoom, picked, ...plainView } = view;
  const isPlain = zoom === 1 && picked === null;
  const version = isPlain ? PLAIN_VERSION : VERSION;
  const plain: z.input<typeof shape> = {
    ...rest,
    view: isPlain ? plainView : view,
    ...(code.length > 0 && { code }),
  };
  const json = jsonOf(plain);
  if (json === null) return { ok: false, message: "This run holds something that a link cannot carry." };
  const bytes = new TextEncoder().encode(json);
  if (bytes.length > LINK_LIMITS.jsonBytes) return TOO_LONG;
  const packed = deflateSync(bytes, { level: 9 });
  const text = `${version}.${encodeBase64Url(joined(checkOf(version, packed), packed))}`;
  return text.length > LINK_LIMITS.characters ? TOO_LONG : { ok: true, text };
}

const TOO_LONG: WrittenLink = {
  ok: false,
  message: "This run is too long for a link. It can be saved as a file.",
};

/** The JSON, if it is one that a reader would accept. */
function jsonOf(plain: z.input<typeof shape>): string | null {
  try {
    const json = JSON.stringify(plain);
    return jsonDepth(json) <= LINK_LIMITS.depth && shape.safeParse(JSON.parse(json)).success ? json : null;
  } catch {
    // An integer beyond 2^53, or brackets beyond the engine's stack.
    return null;
  }
}

/**
 * Reads what `writeRunLink` has written; it never throws, whatever stands there, and it makes no more of it than
 * `LINK_LIMITS` allows. That the scenario has such clients and variants is not its business (`misfit`).
 */
export function readRunLink(text: string): ReadLink {
  if (text.length > LINK_LIMITS.characters) return DAMAGED;
  const [, digits, body] = /^([1-9]\d{0,3})\.([A-Za-z0-9_-]+)$/.exec(text) ?? [];
  if (digits === undefined || body === undefined) return DAMAGED;
  const version = Number(digits);
  if (version > VERSION) {
    const message = `This link was made by a newer version of this site: it is of format ${version}, and this page reads ${VERSION}. Reload the page; if that does not help, open the link where it was made.`;
    return { ok: false, fault: "newer", message };
  }
  const bytes = decodeBase64Url(body);
  // Bits that fill up no byte could be anything: only one spelling of a link is right.
  if (bytes === null || encodeBase64Url(bytes) !== body || bytes.length <= CHECK_BYTES) return DAMAGED;
  const packed = bytes.subarray(CHECK_BYTES);
  const check = checkOf(version, packed);
  if (!check.every((byte, index) => byte === bytes[index])) return DAMAGED;
  return unpack(packed);
}

const DAMAGED: ReadLink = {
  ok: false,
  fault: "damaged",
  message:
    "This link is damaged: part of it was lost or changed on its way here. Copy it once more where it comes from.",
};

function unpack(packed: Uint8Array): ReadLink {
  const json = inflated(packed);
  if (json === null) return unfit("it is not packed as this site packs runs");
  if (jsonDepth(json) > LINK_LIMITS.depth) return unfit("it is nested too deeply");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return unfit("it is not JSON");
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return { ok: true, link: parsed.data };
  const [issue] = parsed.error.issues;
  return unfit(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

/** Its check is right, so somebody has made it by hand. */
function unfit(why: string): ReadLink {
  return {
    ok: false,
    fault: "unfit",
    message: `This link holds no run that this site could have made (${why}).`,
  };
}

/** Why a link that is a run by itself is none of this scenario; null when it is one. */
export function misfit(link: RunLink, scenario: Scenario): string | null {
  const variants = scenario.variants.map(({ id }) => id);
  if (!variants.includes(link.variant)) {
    return `It is a run of the variant “${link.variant}”, and “${scenario.title}” has ${variants.join(", ")}.`;
  }
  const there = new Set<ClientId>(scenario.clients.map(({ id }) => id));
  for (const { input } of link.inputs ?? []) {
    const added = addedBy(input);
    const about = aboutWhom(input);
    if (about !== null && !there.has(about)) {
      return `Something is done to “${about}” in it, and in “${scenario.title}” there are ${[...there].join(", ")}.`;
    }
    if (added !== null) there.add(added.id);
    if (there.size > SCENARIO_LIMITS.clients) {
      return `More than ${SCENARIO_LIMITS.clients} viewers take part in it, and there is no room for them.`;
    }
  }
  return null;
}

/** Who must be there for it to be done. */
function aboutWhom(input: Input): ClientId | null {
  if (input.kind === "add_viewer") return null;
  if (input.kind === "add_tab") return input.of;
  return "client" in input ? input.client : null;
}

/** Few bytes can be packed to stand for very many: it is unpacked bit by bit, and given up when it is too much. */
function inflated(packed: Uint8Array): string | null {
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate((part, isLast) => {
    size += part.length;
    parts.push(part);
    ended ||= isLast;
  });
  try {
    for (let from = 0; from < packed.length; from += 256) {
      inflate.push(packed.subarray(from, from + 256), from + 256 >= packed.length);
      if (size > LINK_LIMITS.jsonBytes) return null;
    }
    return ended ? new TextDecoder("utf-8", { fatal: true }).decode(joined(...parts)) : null;
  } catch {
    return null;
  }
}

function checkOf(version: number, packed: Uint8Array): Uint8Array {
  return sha256(joined(Uint8Array.of(version), packed)).subarray(0, CHECK_BYTES);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

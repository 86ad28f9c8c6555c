import { createHash } from "node:crypto";
import type { Scenario } from "../schemas/scenario.ts";

/** A piece of data that a page carries once, however many simulators and exercises of it need it. */
export type SharedPart = { readonly id: string; readonly text: string };

/**
 * What an island takes over from its page, as text: its scenario stands there under an id, and so does each variant's
 * compiled server. `parts` are those that no island of the page has brought before; `known` is what they brought.
 * ui/shared-data.ts puts together what is taken apart here.
 */
export function sharedData(
  props: { readonly scenario: Scenario },
  known: Set<string>,
): { readonly text: string; readonly parts: readonly SharedPart[] } {
  const parts: SharedPart[] = [];
  const idOf = (part: object): string => {
    const text = scriptText(part);
    const id = createHash("sha256").update(text).digest("base64url").slice(0, 8);
    if (!known.has(id)) parts.push({ id, text });
    known.add(id);
    return id;
  };
  const variants = props.scenario.variants.map(({ serverCode, ...variant }) =>
    serverCode === undefined ? variant : { ...variant, serverCode: idOf(serverCode) },
  );
  const scenario = idOf({ ...props.scenario, variants });
  return { text: scriptText({ ...props, scenario }), parts };
}

/**
 * JSON for a script element, which only a "<" could end early. Bytes are lists of numbers: JSON alone writes an object with
 * a key for each, which is four times as long and hardly shrinks.
 */
export function scriptText(data: unknown): string {
  const text = JSON.stringify(data, (_, value: unknown) =>
    value instanceof Uint8Array ? Array.from(value) : value,
  );
  return text.replaceAll("<", "\\u003c");
}

declare global {
  namespace App {
    interface Locals {
      /** The parts that a page carries already. */
      sharedParts?: Set<string>;
    }
  }
}

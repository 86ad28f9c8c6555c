import type { Input } from "../../trace/input.ts";

/** Something a reader may do to the world. */
export type Action = {
  readonly id: string;
  readonly label: string;
  /** What it models in reality, in one sentence; code words stand between backticks. */
  readonly about: string;
  readonly does: Deed;
};

/** One that needs nothing but a press. */
export type Press = Action & { readonly does: Extract<Deed, { readonly is: "now" }> };

export type Deed =
  | { readonly is: "now"; readonly input: Input }
  /** After the reader has filled something in. */
  | ({ readonly is: "form" } & Form);

export type Form = {
  readonly fields: readonly Field[];
  /** Values that one press fills in. */
  readonly presets: readonly Preset[];
  /** What its button says. */
  readonly verb: string;
  /** What the values stand for, or which of them is wrong and how. */
  readonly read: (values: Values) => Reading;
};

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly is: FieldKind;
  readonly initial: string;
};

export type FieldKind =
  /** `suggestions`: what may be picked instead of being typed. */
  | { readonly of: "text"; readonly suggestions: readonly string[] }
  | { readonly of: "json" }
  | { readonly of: "number"; readonly unit: string }
  | { readonly of: "choice"; readonly options: readonly Option[] };

export type Option = { readonly value: string; readonly label: string };
export type Preset = { readonly label: string; readonly values: Values };
/** What stands in the fields, by their names. */
export type Values = { readonly [name: string]: string };

export type Reading =
  | { readonly ok: true; readonly input: Input }
  | {
      readonly ok: false;
      readonly field: string;
      readonly message: string;
      /** The place of the mistake in the field's text, in UTF-16 code units from 0; null: no place in particular. */
      readonly position: number | null;
    };

/** Actions that belong together: those that one uses all the time; the rarer ones are folded away (rare-actions.ts). */
export type ActionGroup = {
  readonly id: "viewer" | "network" | "server";
  readonly title: string;
  readonly often: readonly Press[];
  /** What the rarer ones are about, in a few words; null: there are none. */
  readonly more: string | null;
};

export function action(id: string, label: string, about: string, input: Input): Press {
  return { id, label, about, does: { is: "now", input } };
}

import type { Input } from "../../trace/input.ts";

/** Something a reader may do to the world. */
export type Action = {
  readonly id: string;
  readonly label: string;
  /** What it models in reality, in one sentence; code words stand between backticks. */
  readonly about: string;
  readonly does: Deed;
};

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

/** Actions that belong together: those that one uses all the time, and the rarer ones, which are folded away. */
export type ActionGroup = {
  readonly id: "viewer" | "network" | "server";
  readonly title: string;
  readonly often: readonly Action[];
  readonly rare: readonly Action[];
  /** What the rarer ones are about, in a few words. */
  readonly more: string;
};

export function action(id: string, label: string, about: string, input: Input): Action {
  return { id, label, about, does: { is: "now", input } };
}

export function text(name: string, label: string, initial = "", suggestions: readonly string[] = []): Field {
  return { name, label, initial, is: { of: "text", suggestions } };
}

export function json(name: string, label: string): Field {
  return { name, label, initial: "{}", is: { of: "json" } };
}

export function number(name: string, label: string, unit: string, initial: number | null): Field {
  return { name, label, initial: initial === null ? "" : String(initial), is: { of: "number", unit } };
}

/** The first option is chosen at the start. */
export function choice(name: string, label: string, options: readonly Option[]): Field {
  return { name, label, initial: options[0]?.value ?? "", is: { of: "choice", options } };
}

export function valuesOf(form: Form, typed: Values): Values {
  return Object.fromEntries(form.fields.map(({ name, initial }) => [name, typed[name] ?? initial]));
}

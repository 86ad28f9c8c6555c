import type { Field, Form, Option, Values } from "./action.ts";

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

import { isJsonObject, type JsonValue } from "../../protocol/json.ts";
import { type Subject, Trial } from "./trial.ts";

/** Something that is said about the client: in the design, the README, the docs or a lesson. */
export type Fact = {
  /** The statement itself. */
  readonly says: string;
  readonly expected: JsonValue;
  /** Puts the real client to the test. `begin` makes a fresh one; most facts need but one. */
  readonly observe: (trial: Trial, begin: () => Trial) => JsonValue;
};

export type Finding = { readonly says: string; readonly expected: JsonValue; readonly saw: JsonValue };

/** Checks one fact against a client. A client with which it cannot be observed at all has changed, too. */
export function checkFact({ says, expected, observe }: Fact, subject: Subject = {}): Finding {
  let seed = 0;
  const begin = (): Trial => {
    // Each with dice of its own: what a client does by chance must not look like a rule.
    seed += 1;
    return new Trial(subject, seed);
  };
  try {
    return { says, expected, saw: observe(begin(), begin) };
  } catch (error) {
    return { says, expected, saw: `could not be observed: ${String(error)}` };
  }
}

export function holds({ expected, saw }: Finding): boolean {
  return textOf(expected) === textOf(saw);
}

/** A line for each fact, and the counts. */
export function factReport(findings: readonly Finding[]): string {
  const lines = findings.map((finding) =>
    holds(finding)
      ? `ok       ${finding.says}`
      : `CHANGED  ${finding.says}: expected ${textOf(finding.expected)}, saw ${textOf(finding.saw)}`,
  );
  const passed = findings.filter(holds).length;
  return `${[...lines, `${passed} passed, ${findings.length - passed} failed`].join("\n")}\n`;
}

/** JSON, whatever the order of an object's keys. */
function textOf(value: JsonValue): string {
  return JSON.stringify(value, (_, part: JsonValue) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

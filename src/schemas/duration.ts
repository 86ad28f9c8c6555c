const IN_SECONDS = /^(\d{1,9})(?:\.(\d{1,3}))?s$/;
const IN_MILLISECONDS = /^(\d{1,12})ms$/;

/** What a duration in a scenario file may look like. */
export const DURATION_FORMS = "2s, 1.5s, 250ms or 250 (milliseconds)";

/**
 * A duration as a scenario file writes it, in whole milliseconds: `2s`, `1.5s`, `250ms`, or a plain number of
 * milliseconds. Null when the value is anything else; a negative number comes back as it is.
 */
export function readDuration(value: unknown): number | null {
  // `+ 0` turns -0 into 0.
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 0 : null;
  if (typeof value !== "string") return null;
  if (value.startsWith("-")) {
    const positive = readDuration(value.slice(1));
    return positive === null || positive <= 0 ? null : -positive;
  }
  const milliseconds = IN_MILLISECONDS.exec(value)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds);
  const seconds = IN_SECONDS.exec(value);
  if (seconds === null) return null;
  // Digit by digit, because 1.001 * 1000 is not 1001 in binary fractions.
  return Number(seconds[1]) * 1000 + Number((seconds[2] ?? "").padEnd(3, "0"));
}
